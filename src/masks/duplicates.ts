import { labelKey } from '../contract';
import { countSharedPixels, pixelRunsOf } from '../geometry/pixel-runs';
import { indicesByScore, type ScoredMask } from './scored-mask';

/** Which masks can be duplicates of each other: `keep` = none, `class` = those of the same class, `agnostic` = all. */
export const duplicateModes = ['keep', 'class', 'agnostic'] as const;
export type DuplicateMode = (typeof duplicateModes)[number];

/**
 * The number that the shared pixels of two masks are divided by: the pixels of their union (`iou`), or those of the
 * smaller mask (`ios`).
 */
export const duplicateMetrics = ['iou', 'ios'] as const;
export type DuplicateMetric = (typeof duplicateMetrics)[number];

export interface DuplicateOptions {
  readonly duplicates: DuplicateMode;
  readonly duplicateMetric: DuplicateMetric;
  /** Two masks are duplicates if their overlap by `duplicateMetric` is larger, 0 to 1. */
  readonly duplicateOverlap: number;
}

/**
 * Greedy non-maximum suppression by masks: keeps the one with the best score of several duplicates, and the earlier one
 * of equal scores. An empty mask is never a duplicate.
 */
export function withoutDuplicates<M extends ScoredMask>(
  masks: readonly M[],
  { duplicates, duplicateMetric, duplicateOverlap }: DuplicateOptions,
): M[] {
  if (duplicates === 'keep') return [...masks];
  const runs = masks.map(({ mask }) => pixelRunsOf(mask));
  const classes = masks.map(({ label }) => labelKey(label));
  const kept: number[] = [];
  for (const candidate of indicesByScore(masks)) {
    const isDuplicateOf = (rival: number): boolean => {
      const [a, b] = [masks[candidate]!, masks[rival]!];
      if (duplicates === 'class' && classes[candidate] !== classes[rival]) return false;
      const overlap = countSharedPixels(runs[candidate]!, runs[rival]!);
      const denominator = duplicateMetric === 'iou' ? a.area + b.area - overlap : Math.min(a.area, b.area);
      return overlap > duplicateOverlap * denominator;
    };
    if (!kept.some(isDuplicateOf)) kept.push(candidate);
  }
  return kept.sort((a, b) => a - b).map((index) => masks[index]!);
}
