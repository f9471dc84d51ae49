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

/** Characters of a prompt with all its phrases and labels. */
export const MAX_PROMPT_LENGTH = 100_000;
/** Phrases of a prompt. About 60 fit into one pass. */
export const MAX_PHRASES = 2000;
/** Characters of one phrase or label. */
export const MAX_PHRASE_LENGTH = 1000;

const EXAMPLE = 'such as "cat. dog. person with a hat"';

/**
 * Reads a prompt: a text of phrases separated by `.`, `;` or line ends, an array of such texts, or of
 * `{phrase, label, threshold}`, also as JSON. A phrase may say `brown cat, tabby => cat @ 0.35`, or `!poster` for a decoy.
 * @param name where the value came from, as the user knows it: `msg.prompt`
 * @throws VisionError `BAD_PROMPT` with the element and the position of the character, or for more than `MAX_PHRASES`
 */
export function parsePrompt(name: string, value: unknown): PromptClass[] {
  refuseLonger(name, 'characters', lengthOf(value), MAX_PROMPT_LENGTH);
  const given = typeof value === 'string' ? fromJson(name, value) : value;
  const classes = Array.isArray(given)
    ? given.flatMap((item, index) => parseItem(`${name}[${index}]`, item))
    : parseItem(name, given);
  refuseLonger(name, 'phrases', classes.flatMap(({ phrases }) => phrases).length, MAX_PHRASES);
  if (!classes.some(({ isDecoy }) => !isDecoy)) {
    const problem = classes.length > 0 ? 'holds only decoys' : 'is empty';
    throw new VisionError('BAD_PROMPT', `${name} ${problem}: it must name at least one thing to find, ${EXAMPLE}`);
  }
  return classes;
}

function refuseLonger(name: string, unit: string, count: number, max: number): void {
  if (count > max) throw new VisionError('BAD_PROMPT', `${name} is too long: at most ${max} ${unit}, got ${count}`);
}

/** The characters of a prompt. An item counts as one character at least, so that a long list is long. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  if (!Array.isArray(value)) {
    const { phrase, label } = value as Record<string, unknown>;
    return [phrase, label].reduce((sum: number, text) => sum + (typeof text === 'string' ? text.length : 1), 0);
  }
  if (value.length > MAX_PROMPT_LENGTH) return value.length;
  return value.reduce((sum: number, item) => sum + Math.max(Array.isArray(item) ? 1 : lengthOf(item), 1), 0);
}

/** The list or object that a text of JSON holds, or the text itself. @throws VisionError `BAD_PROMPT` */
export function fromJson(name: string, text: string): unknown {
  const trimmedText = text.trim();
  if (!/^[[{]/.test(trimmedText) || !/[\]}]$/.test(trimmedText)) return text;
  try {
    return JSON.parse(trimmedText);
  } catch (error) {
    // Other texts may have brackets too: "[red] car".
    if (!/^[[{]\s*["'{]/.test(trimmedText)) return text;
    const problem = `${name} looks like a list, but is not valid JSON: write ["cat", "dog"] or "cat. dog."`;
    throw new VisionError('BAD_PROMPT', problem, { cause: error });
  }
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
  refuseLonger(`${name}.phrase`, 'characters', phrase.length, MAX_PHRASE_LENGTH);
  refuseLonger(`${name}.label`, 'characters', label?.length ?? 0, MAX_PHRASE_LENGTH);
  return {
    label: label ?? phrase.trim(),
    phrases: [phrase.trim()],
    isDecoy: false,
    ...(threshold === undefined ? {} : { threshold }),
  };
}

const isThreshold = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;

/** A part of the prompt and the index of its first character, which errors report. */
export interface Piece {
  readonly text: string;
  readonly at: number;
}

/** The phrases of a text, each with its label and threshold. */
export const phrasePieces = (text: string): Piece[] =>
  split({ text, at: 0 }, SEPARATOR, separates)
    .map(trimmed)
    .filter((piece) => piece.text !== '');

/** The text after the `@` of a phrase; `undefined` without one. */
export const thresholdPiece = (phrase: Piece): Piece | undefined => split(phrase, THRESHOLD_SIGN).map(trimmed)[1];

function parseText(name: string, text: string): PromptClass[] {
  const pieces = phrasePieces(text);
  refuseLonger(name, 'phrases', pieces.length, MAX_PHRASES);
  return pieces.map((piece) => parsePhrase(name, piece));
}

/** Full stops, semicolons and line ends, also those of Chinese, Japanese, Arabic and Hindi. */
const SEPARATOR = /[.;\r\n\u0085\u2028\u2029。．｡；۔؛।]/g;
const THRESHOLD_SIGN = /[@＠]/g;
const LABEL_SIGN = /=>|＝＞/g;
const COMMA = /[,，、،]/g;

/** A point inside a number does not end a phrase, nor one that begins a number after `@`. */
function separates(text: string, at: number): boolean {
  if (text[at] !== '.' && text[at] !== '．') return true;
  if (isDigit(text[at - 1])) return !isDigit(text[at + 1]);
  let before = at - 1;
  while (before >= 0 && text[before]!.trim() === '') before--;
  return text[before] !== '@' && text[before] !== '＠';
}

const isDigit = (character: string | undefined): boolean => character !== undefined && /\p{Nd}/u.test(character);

/** @throws VisionError `BAD_PROMPT` */
export function parsePhrase(name: string, piece: Piece): PromptClass {
  const isDecoy = /^[!！]/.test(piece.text);
  const [wording, thresholdText, ...extra] = split(isDecoy ? after(piece, 1) : piece, THRESHOLD_SIGN).map(trimmed);
  if (extra[0]) throw badPhrase(name, extra[0], 'a phrase takes one "@ threshold"');
  const [saying, label, ...more] = split(wording!, LABEL_SIGN).map(trimmed);
  if (more[0]) throw badPhrase(name, more[0], 'a phrase takes one "=> label"');
  if (label?.text === '') throw badPhrase(name, label, 'a label must follow "=>"');

  const phrases = label ? split(saying!, COMMA).map(trimmed) : [saying!];
  const empty = phrases.find(({ text }) => text === '');
  if (empty) throw badPhrase(name, empty, 'a phrase must name something');
  const long = [...phrases, ...(label ? [label] : [])].find(({ text }) => text.length > MAX_PHRASE_LENGTH);
  if (long) {
    const limit = `a phrase or label has at most ${MAX_PHRASE_LENGTH} characters`;
    throw badPhrase(name, long, `${limit}, got ${long.text.length}`);
  }
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

/** @param isEnd whether the match at an index of the text is a separator, by default always */
function split({ text, at }: Piece, separator: RegExp, isEnd = (_text: string, _at: number) => true): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const match of text.matchAll(separator)) {
    if (!isEnd(text, match.index)) continue;
    pieces.push({ text: text.slice(start, match.index), at: at + start });
    start = match.index + match[0].length;
  }
  return [...pieces, { text: text.slice(start), at: at + start }];
}

const after = ({ text, at }: Piece, count: number): Piece => ({ text: text.slice(count), at: at + count });

function trimmed({ text, at }: Piece): Piece {
  return { text: text.trim(), at: at + text.length - text.trimStart().length };
}
