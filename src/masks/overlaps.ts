import { maskBounds } from '../geometry/mask';
import { countSharedPixels, type PixelRuns, paintPixelRuns, pixelRunsOf } from '../geometry/pixel-runs';
import { maskInWindow } from '../geometry/window';
import { indicesByScore, replaceMask, type ScoredMask } from './scored-mask';

/**
 * Which mask gets a pixel that several masks share: `keep` = all of them, `score` = the one with the best score,
 * `smaller` = the one with the fewest pixels.
 */
export const overlapModes = ['keep', 'score', 'smaller'] as const;
export type OverlapMode = (typeof overlapModes)[number];

/** Removes from each mask the pixels that another mask gets. If two are equal by `mode`, the earlier one gets them. */
export function withoutOverlaps<M extends ScoredMask>(masks: readonly M[], mode: OverlapMode): M[] {
  const remaining = [...masks];
  if (mode === 'keep') return remaining;
  const order =
    mode === 'score' ? indicesByScore(masks) : [...masks.keys()].sort((a, b) => masks[a]!.area - masks[b]!.area);
  const taken: PixelRuns[] = [];
  for (const index of order) {
    const { mask } = masks[index]!;
    const runs = pixelRunsOf(mask);
    const rivals = taken.filter((other) => countSharedPixels(other, runs) > 0);
    taken.push(runs);
    if (rivals.length === 0) continue;
    const pixels = Buffer.from(mask.data);
    for (const rival of rivals) paintPixelRuns(pixels, maskBounds(mask), rival, 0);
    remaining[index] = replaceMask(masks[index]!, maskInWindow(pixels, maskBounds(mask)));
  }
  return remaining;
}
