import type { Detection, Mask } from '../contract';
import { maskArea } from '../geometry/mask';

/** A mask among the others of its image. */
export interface FoundMask extends Pick<Detection, 'label' | 'score'> {
  readonly mask: Mask;
  /** Object pixels. */
  readonly area: number;
}

export const withMask = <F extends FoundMask>(found: F, mask: Mask): F =>
  mask === found.mask ? found : { ...found, mask, area: maskArea(mask) };

/** The indices of what was found, best score first; of the same score the earlier first. */
export const byScore = (found: readonly Pick<FoundMask, 'score'>[]): number[] =>
  [...found.keys()].sort((a, b) => found[b]!.score - found[a]!.score);
