import { labelKey } from '../../contract';
import { promptClasses } from '../prompt-classes';
import type { Provenance } from '../provenance';
import type { KeepSettings } from './keep-settings';

/** Why an image is not in the dataset: `empty` has no objects, the others are those of `KeepSettings`. */
export type SkipReason = 'empty' | 'certain' | 'alike' | 'not-chosen' | 'class-full' | 'hour-full';

/** An image that the dataset does not have. */
export interface Candidate {
  /** SHA-256, hexadecimal. */
  readonly hash: string;
  /** Their labels are class names of the dataset, like those of `KnownImage`. */
  readonly objects: readonly { readonly label: string; readonly score: number }[];
  readonly provenance: Provenance;
}

/** An image that the dataset has. */
export interface KnownImage {
  readonly objects: readonly { readonly label: string; readonly answer?: 'accepted' | 'rejected' }[];
  /** When it was first added, ISO 8601. */
  readonly added: string;
}

const HOUR_MS = 3_600_000;
/** The threshold of detections of which nothing is known. */
const USUAL_THRESHOLD = 0.5;

/**
 * The reason to skip an image, except how it looks.
 * @param known the images of the dataset
 * @param now milliseconds since 1970
 */
export function reasonToSkip(
  candidate: Candidate,
  { rule, margin, every, perClass, perHour }: KeepSettings,
  known: readonly KnownImage[],
  now: number,
): SkipReason | undefined {
  if (rule === 'one-in' && !isChosen(candidate.hash, every)) return 'not-chosen';
  if (rule === 'uncertain' && !isUncertain(candidate, margin)) return 'certain';
  if (perClass > 0 && isEachClassFull(candidate, perClass, known)) return 'class-full';
  if (perHour > 0 && known.filter(({ added }) => isRecent(added, now)).length >= perHour) return 'hour-full';
  return undefined;
}

/** @param hash the split comes from its first 48 bits, so the next ones are taken */
const isChosen = (hash: string, every: number): boolean =>
  (Number.parseInt(hash.slice(12, 24), 16) / 2 ** 48) * every < 1;

function isUncertain({ objects, provenance }: Candidate, margin: number): boolean {
  const thresholdOf = thresholdsOf(provenance);
  // 0.4 - 0.3 is more than 0.1 in binary.
  return objects.some(({ label, score }) => Math.abs(score - thresholdOf(label)) <= margin + 1e-9);
}

/** The threshold of a class: its own in the prompt, else that of the detector. */
function thresholdsOf({ detector }: Provenance): (label: string) => number {
  const { threshold = USUAL_THRESHOLD } = detector ?? {};
  const byKey = new Map(promptClasses(detector).map((one) => [labelKey(one.label), one.threshold]));
  return (label) => byKey.get(labelKey(label)) ?? threshold;
}

function isEachClassFull({ objects }: Candidate, perClass: number, known: readonly KnownImage[]): boolean {
  const counts = new Map([...classesIn(objects)].map((name) => [name, 0]));
  for (const image of known) {
    const shown = image.objects.filter(({ answer }) => answer !== 'rejected');
    for (const name of classesIn(shown)) if (counts.has(name)) counts.set(name, counts.get(name)! + 1);
  }
  return [...counts.values()].every((count) => count >= perClass);
}

/** Images without objects are of the class `undefined`. */
function classesIn(objects: readonly { readonly label: string }[]): Set<string | undefined> {
  return new Set(objects.length === 0 ? [undefined] : objects.map(({ label }) => label));
}

/** A time in the future is that of a clock that was set back. */
function isRecent(added: string, now: number): boolean {
  const age = now - Date.parse(added);
  return age >= 0 && age < HOUR_MS;
}
