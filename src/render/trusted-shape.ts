import type { Bbox, ImageSize, Mask } from '../contract';
import { invalidInput } from '../errors';
import { clipBox } from '../geometry/box';
import { emptyMask, maskArea } from '../geometry/mask';
import { windowOf } from '../geometry/window';
import type { HiddenPart } from './hidden-part';
import type { PlacedDetection } from './placed-detection';

/** A mask with a smaller share of its pixels in its box is of another object or of an image of another size. */
const MIN_SHARE_IN_BOX = 0.5;

/**
 * A mask to hide with a smaller share of its pixels in its box is hidden together with the box: it may be shifted, of another
 * size, or have swapped sides.
 */
const MIN_SHARE_TO_HIDE_ALONE = 0.9;

/** Shares of objects that the border of the image cuts off may be a little outside 0 to 1. */
const MAX_SHARE = 1.5;

/**
 * The pixels to hide for a detection, as masks that together cover them: its mask, or its box if there is no mask, the
 * mask has no pixel in the box, or it covers less than `minCoverage` percent of the box. The mask and the box, if more than
 * a tenth of the mask is outside the box.
 * @throws VisionError `BAD_BOXES` if the box cannot be in pixels, or has no pixel in the image
 */
export function shapesToHide(detection: PlacedDetection, image: ImageSize, minCoverage: number): readonly Mask[] {
  const box = checkedBox(detection, image);
  const { mask, index, bbox } = detection;
  if (box.data.length === 0) {
    const { width, height } = image;
    throw invalidInput(
      `detections[${index}]`,
      `a box that overlaps the image of ${width} x ${height} pixels, to be hidden`,
      bbox.join(', '),
      'BAD_BOXES',
    );
  }
  if (!mask) return [box];
  const inBox = pixelsIn(mask, rectangleOf(box));
  if (inBox === 0 || inBox * 100 < minCoverage * box.data.length) return [box];
  const inImage = pixelsIn(mask, clipBox(rectangleOf(mask), image));
  return inBox < inImage * MIN_SHARE_TO_HIDE_ALONE ? [mask, box] : [mask];
}

/**
 * The pixels of a detection that may stay visible if everything else is hidden: its mask, or its box if there is no
 * mask. None if most of the mask is outside the box.
 * @throws VisionError `BAD_BOXES` if the box cannot be in pixels
 */
export function shapeToShow(detection: PlacedDetection, image: ImageSize): Mask {
  const box = checkedBox(detection, image);
  const { mask } = detection;
  if (!mask) return box;
  return pixelsIn(mask, rectangleOf(box)) < maskArea(mask) * MIN_SHARE_IN_BOX ? emptyMask() : mask;
}

/**
 * The detections with masks that a style may rely on which hides a part of the image: those of `shapesToHide` or
 * `shapeToShow`. A detection with two shapes to hide is in the list twice.
 * @throws VisionError `BAD_BOXES`
 */
export function trustedDetections(
  detections: readonly PlacedDetection[],
  hidden: HiddenPart,
  image: ImageSize,
  minCoverage: number,
): PlacedDetection[] {
  if (hidden === 'objects') {
    return detections.flatMap((one) => shapesToHide(one, image, minCoverage).map((mask) => ({ ...one, mask })));
  }
  return detections.map((one) => {
    const mask = shapeToShow(one, image);
    return one.mask ? { ...one, mask } : one;
  });
}

/** All pixels that a box touches, clipped to the image; empty outside the image. */
function checkedBox({ index, bbox }: PlacedDetection, image: ImageSize): Mask {
  const [x, y, width, height] = bbox;
  const isShare = bbox.every((value) => Math.abs(value) <= MAX_SHARE) && image.width * image.height > 1;
  if (!bbox.every(Number.isFinite) || width <= 0 || height <= 0 || isShare) {
    throw invalidInput(
      `detections[${index}]`,
      'a box [x, y, width, height] in pixels of the image, no shares of 0 to 1, and with an area',
      bbox.join(', '),
      'BAD_BOXES',
    );
  }
  const [left, top] = [Math.floor(x), Math.floor(y)];
  return solid(clipBox([left, top, Math.ceil(x + width) - left, Math.ceil(y + height) - top], image));
}

/** The mask of all pixels of a rectangle. */
function solid([left, top, width, height]: Bbox): Mask {
  if (width === 0 || height === 0) return emptyMask();
  return { type: 'uint8', dims: [height, width], offset: [left, top], data: Buffer.alloc(width * height, 1) };
}

const rectangleOf = ({ offset: [x, y], dims: [height, width] }: Mask): Bbox => [x, y, width, height];

/** Number of pixels of a mask in a rectangle of whole pixels. */
const pixelsIn = (mask: Mask, rectangle: Bbox): number => maskArea({ ...mask, data: windowOf(mask, rectangle) });
