import type { ImageSize, Mask } from '../contract';
import { fillHoles } from '../geometry/fill-holes';
import { growMask } from '../geometry/grow';
import { largestComponent, withoutSmallComponents } from '../geometry/keep-components';
import { type DuplicateOptions, withoutDuplicates } from './duplicates';
import { type OverlapMode, withoutOverlaps } from './overlaps';
import { replaceMask, type ScoredMask } from './scored-mask';

/**
 * How to clean up the masks of one image, in this order: `fillHoles`, `minArea`, `largestPart`, `grow`, `duplicates`,
 * `overlaps`. Sizes are in pixels of the upright image.
 */
export interface CleanUp extends DuplicateOptions {
  /** Fills holes of at most `fillHoles` pixels; 0 = none. */
  readonly fillHoles: number;
  /** Removes components with fewer than `minArea` pixels. If none remains the mask is empty; its detection stays. */
  readonly minArea: number;
  /** Keeps only the largest component. */
  readonly largestPart: boolean;
  /** Radius in pixels by which masks grow. A negative radius shrinks them. */
  readonly grow: number;
  readonly overlaps: OverlapMode;
}

/** Changes nothing: masks as the model returns them. */
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

/**
 * The first step after the model, in the inference process. Returns the cleaned masks without the duplicates, in the
 * order of the input. Does not change its input.
 */
export function cleanUpMasks<M extends ScoredMask>(masks: readonly M[], settings: CleanUp, image: ImageSize): M[] {
  const cleaned = masks.map((scored) => replaceMask(scored, cleanMask(scored.mask, settings, image)));
  return withoutOverlaps(withoutDuplicates(cleaned, settings), settings.overlaps);
}

function cleanMask(mask: Mask, settings: CleanUp, image: ImageSize): Mask {
  const filled = fillHoles(mask, settings.fillHoles);
  const large = withoutSmallComponents(filled, settings.minArea);
  return growMask(settings.largestPart ? largestComponent(large) : large, settings.grow, image);
}
