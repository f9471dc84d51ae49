import { maskBounds } from '../geometry/mask';
import { countSharedPixels, type PixelRuns, paintPixelRuns, pixelRunsOf } from '../geometry/pixel-runs';
import { maskInWindow } from '../geometry/window';
import { indicesByScore, replaceMask, type ScoredMask } from './scored-mask';

/** Whose a pixel is that several masks have: of all of them, of the best score, or of the mask with the fewest pixels. */
export const overlapModes = ['keep', 'score', 'smaller'] as const;
export type OverlapMode = (typeof overlapModes)[number];

/** The masks without the pixels that went to another one. Of equals the earlier has them. */
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
