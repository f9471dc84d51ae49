import type { Bbox, ImageSize } from '../contract';
import { bordersOf } from './borders';

/** An object as one image shows it. */
export interface ObjectView {
  readonly bbox: Bbox;
  readonly score: number;
  readonly image: ImageSize;
}

const BETTER_SCORE = 0.05;
const LARGER_AREA = 1.1;

/**
 * Whether an image shows an object better than an earlier one: completely instead of cut off by the border; else with a score
 * higher by 0.05, or a tenth larger.
 */
export function isBetterPicture(next: ObjectView, best: ObjectView): boolean {
  const [isCutOff, wasCutOff] = [touchesBorder(next), touchesBorder(best)];
  if (isCutOff !== wasCutOff) return wasCutOff;
  return next.score > best.score + BETTER_SCORE || areaShare(next) > LARGER_AREA * areaShare(best);
}

const touchesBorder = ({ bbox, image }: ObjectView): boolean => Object.values(bordersOf(bbox, image)).includes(true);

/** Of the image, so that images of different resolutions compare. */
const areaShare = ({ bbox, image }: ObjectView): number => (bbox[2] * bbox[3]) / (image.width * image.height);
