import type { Detection, Mask } from '../contract';
import { maskArea } from '../geometry/mask';

/** A mask among the others of its image. */
export interface ScoredMask extends Pick<Detection, 'label' | 'score'> {
  readonly mask: Mask;
  /** Object pixels. */
  readonly area: number;
}

export const replaceMask = <M extends ScoredMask>(scored: M, mask: Mask): M =>
  mask === scored.mask ? scored : { ...scored, mask, area: maskArea(mask) };

/** The indices of what was found, best score first; of the same score the earlier first. */
export const indicesByScore = (masks: readonly Pick<ScoredMask, 'score'>[]): number[] =>
  [...masks.keys()].sort((a, b) => masks[b]!.score - masks[a]!.score);
