import { isReviewed, type ReviewPictureRow, type ReviewPictures } from '../../contract/review';
import type { LogEntry, ObjectSummary } from '../picture-log';

export const pictureOrders = ['uncertain', 'added', 'name'] as const;
export const pictureStates = ['all', 'unreviewed', 'reviewed'] as const;

/** Which images of a dataset to list. */
export interface PictureQuery {
  /** `uncertain`: the lowest score of an unreviewed object first, then images without objects, then reviewed ones. */
  readonly order: (typeof pictureOrders)[number];
  /** See `isReviewed`. With a class or scores: whether one of these objects has no answer. */
  readonly state: (typeof pictureStates)[number];
  /** Only images with an object of this class. */
  readonly class?: string;
  /** Only images with an object, of the class if there is one, with a score from `min` to `max`. */
  readonly min: number;
  readonly max: number;
  readonly offset: number;
  readonly limit: number;
}

/** What thresholds are learned for. */
export interface ThresholdQuery {
  /** Precision of the threshold `precise`, 0 to 1. */
  readonly precision: number;
  /** Thresholds with which classes were detected, and that of all others, if they are known. */
  readonly used: readonly (readonly [label: string, threshold: number])[];
  readonly otherwise?: number;
}

/** Lists images. @param entries in the order in which the images were added */
export function pictureList(
  entries: Iterable<LogEntry>,
  classes: readonly string[],
  { order, state, class: label, min, max, offset, limit }: PictureQuery,
): ReviewPictures {
  const byClass = new Map(classes.map((name) => [name, { name, objects: 0, reviewed: 0 }]));
  const counts = { pictures: 0, reviewedPictures: 0, objects: 0, reviewedObjects: 0 };
  const filtersObjects = label !== undefined || min > 0 || max < 1;
  const matches = (one: ObjectSummary): boolean =>
    (label === undefined || one.label === label) && one.score >= min && one.score <= max;
  const rows: ReviewPictureRow[] = [];
  for (const entry of entries) {
    const row = rowOf(entry);
    counts.pictures++;
    counts.objects += row.objects;
    counts.reviewedObjects += row.objects - row.unreviewed;
    if (row.isReviewed) counts.reviewedPictures++;
    for (const object of entry.objects) {
      const counted = byClass.get(object.label);
      if (!counted) continue;
      counted.objects++;
      if (object.answer) counted.reviewed++;
    }
    const matching = filtersObjects ? entry.objects.filter(matches) : entry.objects;
    if (filtersObjects && matching.length === 0) continue;
    const isDone = filtersObjects ? matching.every(({ answer }) => answer !== undefined) : row.isReviewed;
    if (state === 'all' || (state === 'reviewed') === isDone) rows.push(row);
  }
  return {
    total: rows.length,
    pictures: rows.sort(comparisons[order]).slice(offset, offset + limit),
    counts,
    classes: [...byClass.values()],
  };
}

const comparisons: Readonly<Record<PictureQuery['order'], (a: ReviewPictureRow, b: ReviewPictureRow) => number>> = {
  uncertain: (a, b) => uncertainty(a) - uncertainty(b),
  added: () => 0,
  name: (a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0),
};

/** The place in the order `uncertain`: scores are at most 1. */
const uncertainty = (row: ReviewPictureRow): number => row.lowest ?? (row.isReviewed ? 3 : 2);

function rowOf({ hash, file, split, width, height, time, objects, isConfirmed }: LogEntry): ReviewPictureRow {
  let unreviewed = 0;
  let lowest: number | null = null;
  for (const { answer, score } of objects) {
    if (answer) continue;
    unreviewed++;
    lowest = Math.min(lowest ?? score, score);
  }
  const counts = {
    objects: objects.length,
    unreviewed,
    isReviewed: isReviewed({ objects: objects.length, unreviewed, isConfirmed }),
  };
  return { hash, file, split, width, height, ...counts, lowest, time };
}
