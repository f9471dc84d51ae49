import { invalidInput, VisionError } from '../../errors';

/** One class to look for. */
export interface PromptClass {
  /** Exactly as the user typed it. */
  readonly label: string;
  /** Alternative phrases. Each is scored on its own, and the best score counts. */
  readonly phrases: readonly string[];
  /** Minimum score of a detection (exclusive), 0 to 1. Without it, the threshold of the call applies. */
  readonly threshold?: number;
  /** A decoy competes with the other classes, but its own detections are removed. */
  readonly isDecoy: boolean;
}

const EXAMPLE = 'such as "cat. dog. person with a hat"';

/**
 * Reads a prompt: a text of phrases separated by `.`, `;` or line ends, an array of such texts, or of
 * `{phrase, label, threshold}`. A phrase may say `brown cat, tabby => cat @ 0.35`, or `!poster` for a decoy.
 * @param name where the value came from, as the user knows it: `msg.prompt`
 * @throws VisionError `BAD_PROMPT` with the element and the position of the character
 */
export function parsePrompt(name: string, value: unknown): PromptClass[] {
  const classes = Array.isArray(value)
    ? value.flatMap((item, index) => parseItem(`${name}[${index}]`, item))
    : parseItem(name, value);
  if (!classes.some(({ isDecoy }) => !isDecoy)) {
    const problem = classes.length > 0 ? 'holds only decoys' : 'is empty';
    throw new VisionError('BAD_PROMPT', `${name} ${problem}: it must name at least one thing to find, ${EXAMPLE}`);
  }
  return classes;
}

function parseItem(name: string, item: unknown): PromptClass[] {
  if (typeof item === 'string') return parseText(name, item);
  if (typeof item === 'object' && item !== null && 'phrase' in item) return [parseObject(name, item)];
  throw invalidInput(
    name,
    `a text ${EXAMPLE}, an array of phrases, or of {phrase, label, threshold}`,
    item,
    'BAD_PROMPT',
  );
}

function parseObject(name: string, item: object): PromptClass {
  const { phrase, label, threshold } = item as Record<string, unknown>;
  if (typeof phrase !== 'string' || phrase.trim() === '') {
    throw invalidInput(`${name}.phrase`, 'a text', phrase, 'BAD_PROMPT');
  }
  if (label !== undefined && (typeof label !== 'string' || label.trim() === '')) {
    throw invalidInput(`${name}.label`, 'a text', label, 'BAD_PROMPT');
  }
  if (threshold !== undefined && !isThreshold(threshold)) {
    throw invalidInput(`${name}.threshold`, 'a number from 0 to 1', threshold, 'BAD_PROMPT');
  }
  return {
    label: label ?? phrase.trim(),
    phrases: [phrase.trim()],
    isDecoy: false,
    ...(threshold === undefined ? {} : { threshold }),
  };
}

const isThreshold = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;

/** A part of the prompt and the index of its first character, which errors report. */
interface Piece {
  readonly text: string;
  readonly at: number;
}

function parseText(name: string, text: string): PromptClass[] {
  return split({ text, at: 0 }, SEPARATOR)
    .map(trimmed)
    .filter((piece) => piece.text !== '')
    .map((piece) => parsePhrase(name, piece));
}

/** Ends a phrase. A `.` inside a number does not, nor one that begins a number after `@`. */
const SEPARATOR = /[;\r\n]|(?<!@\s*)(?<!\d)\.|(?<=\d)\.(?!\d)/g;

function parsePhrase(name: string, piece: Piece): PromptClass {
  const isDecoy = piece.text.startsWith('!');
  const [wording, thresholdText, ...extra] = split(isDecoy ? after(piece, 1) : piece, /@/g).map(trimmed);
  if (extra[0]) throw badPhrase(name, extra[0], 'a phrase takes one "@ threshold"');
  const [saying, label, ...more] = split(wording!, /=>/g).map(trimmed);
  if (more[0]) throw badPhrase(name, more[0], 'a phrase takes one "=> label"');
  if (label?.text === '') throw badPhrase(name, label, 'a label must follow "=>"');

  const phrases = label ? split(saying!, /,/g).map(trimmed) : [saying!];
  const empty = phrases.find(({ text }) => text === '');
  if (empty) throw badPhrase(name, empty, 'a phrase must name something');
  return {
    label: (label ?? saying!).text,
    phrases: phrases.map(({ text }) => text),
    isDecoy,
    ...(thresholdText ? { threshold: parseThreshold(name, thresholdText) } : {}),
  };
}

function parseThreshold(name: string, piece: Piece): number {
  const threshold = piece.text === '' ? Number.NaN : Number(piece.text);
  if (isThreshold(threshold)) return threshold;
  throw badPhrase(name, piece, `"@" must be followed by a number from 0 to 1, got ${JSON.stringify(piece.text)}`);
}

function badPhrase(name: string, { at }: Piece, what: string): VisionError {
  return new VisionError('BAD_PROMPT', `${name}, character ${at + 1}: ${what}`);
}

function split({ text, at }: Piece, separator: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const match of text.matchAll(separator)) {
    pieces.push({ text: text.slice(start, match.index), at: at + start });
    start = match.index + match[0].length;
  }
  return [...pieces, { text: text.slice(start), at: at + start }];
}

const after = ({ text, at }: Piece, count: number): Piece => ({ text: text.slice(count), at: at + count });

function trimmed({ text, at }: Piece): Piece {
  return { text: text.trim(), at: at + text.length - text.trimStart().length };
}
