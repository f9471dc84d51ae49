import type { ImageSize, Mask } from '../contract';
import { fillHoles } from '../geometry/fill-holes';
import { growMask } from '../geometry/grow';
import { largestComponent, withoutSmallComponents } from '../geometry/keep-components';
import { type DuplicateOptions, withoutDuplicates } from './duplicates';
import { type OverlapMode, withoutOverlaps } from './overlaps';
import { replaceMask, type ScoredMask } from './scored-mask';

/** What is done to the masks of one image, in this order. Sizes are in pixels of the upright image. */
export interface CleanUp extends DuplicateOptions {
  /** Holes of up to so many pixels become object. */
  readonly fillHoles: number;
  /** Parts of fewer pixels go. A mask of which nothing is left is empty; its detection stays. */
  readonly minArea: number;
  readonly largestPart: boolean;
  /** Grows the masks by so many pixels, or shrinks them where it is negative. */
  readonly grow: number;
  readonly overlaps: OverlapMode;
}

/** Masks as the model gives them. */
export const cleanUpDefaults: CleanUp = {
  fillHoles: 0,
  minArea: 0,
  largestPart: false,
  grow: 0,
  duplicates: 'keep',
  duplicateMetric: 'iou',
  duplicateOverlap: 0.7,
  overlaps: 'keep',
};

/** What is left, in the order it came; duplicates are not among it. */
export function cleanUpMasks<M extends ScoredMask>(masks: readonly M[], settings: CleanUp, image: ImageSize): M[] {
  const cleaned = masks.map((scored) => replaceMask(scored, cleanMask(scored.mask, settings, image)));
  return withoutOverlaps(withoutDuplicates(cleaned, settings), settings.overlaps);
}

function cleanMask(mask: Mask, settings: CleanUp, image: ImageSize): Mask {
  const filled = fillHoles(mask, settings.fillHoles);
  const large = withoutSmallComponents(filled, settings.minArea);
  return growMask(settings.largestPart ? largestComponent(large) : large, settings.grow, image);
}
