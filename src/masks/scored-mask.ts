import type { Detection, Mask } from '../contract';
import { maskArea } from '../geometry/mask';

/** A mask with the label and score that it is compared by, among the masks of one image. */
export interface ScoredMask extends Pick<Detection, 'label' | 'score'> {
  readonly mask: Mask;
  /** Number of object pixels. */
  readonly area: number;
}

/** A copy with another mask and its area; the same object if the mask is the same. */
export const replaceMask = <M extends ScoredMask>(scored: M, mask: Mask): M =>
  mask === scored.mask ? scored : { ...scored, mask, area: maskArea(mask) };

/** Indices of the masks, best score first; the earlier first for equal scores. */
export const indicesByScore = (masks: readonly Pick<ScoredMask, 'score'>[]): number[] =>
  [...masks.keys()].sort((a, b) => masks[b]!.score - masks[a]!.score);
