import { labelKey } from '../../contract';
import { fromJson, parsePhrase, parsePrompt, phrasePieces, thresholdPiece } from './prompt';

/** The threshold of a class. */
export interface ClassThreshold {
  readonly label: string;
  /** 0 to 1 */
  readonly threshold: number;
}

const NAME = 'The prompt';

/**
 * The prompt with other thresholds: `cat. tabby => cat @ 0.3` becomes `cat @ 0.41. tabby => cat @ 0.41`. All else stays as it was
 * typed, also decoys, and classes without a new threshold.
 * @param prompt a text that `parsePrompt` reads, also JSON
 * @throws VisionError `BAD_PROMPT`
 */
export function promptWithThresholds(prompt: string, thresholds: readonly ClassThreshold[]): string {
  parsePrompt(NAME, prompt);
  const byKey = new Map(thresholds.map(({ label, threshold }) => [labelKey(label), threshold]));
  const thresholdOf = (label: string): number | undefined => byKey.get(labelKey(label));
  const given = fromJson(NAME, prompt);
  if (typeof given === 'string') return textWith(prompt, thresholdOf);
  const withItem = (item: unknown) =>
    typeof item === 'string' ? textWith(item, thresholdOf) : objectWith(item as PromptObject, thresholdOf);
  return JSON.stringify(Array.isArray(given) ? given.map(withItem) : withItem(given));
}

type ThresholdOf = (label: string) => number | undefined;

interface PromptObject {
  readonly phrase: string;
  readonly label?: string;
  readonly threshold?: number;
}

function objectWith(item: PromptObject, thresholdOf: ThresholdOf): PromptObject {
  const threshold = thresholdOf(item.label ?? item.phrase);
  return threshold === undefined ? item : { ...item, threshold };
}

function textWith(text: string, thresholdOf: ThresholdOf): string {
  let changed = text;
  for (const piece of phrasePieces(text).toReversed()) {
    const { label, isDecoy } = parsePhrase(NAME, piece);
    const threshold = isDecoy ? undefined : thresholdOf(label);
    if (threshold === undefined) continue;
    const before = thresholdPiece(piece);
    const end = piece.at + piece.text.length;
    // A point between two digits would not end the phrase.
    const gap = /^[.．]\p{Nd}/u.test(text.slice(end)) ? ' ' : '';
    changed = `${text.slice(0, before?.at ?? end)}${before ? '' : ' @ '}${threshold}${gap}${changed.slice(end)}`;
  }
  return changed;
}
