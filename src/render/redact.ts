import type { ImageSize } from '../contract';
import { VisionError } from '../errors';
import { growMask } from '../geometry/grow';
import type { RgbPixels } from '../image/pixels';
import type { DrawOptions } from './draw-options';
import type { PlacedDetection } from './placed-detection';
import { type MaskRegion, maskRegion, unionOf } from './region';
import type { RedactionStyle } from './styles/style';
import { shapesToHide, shapeToShow } from './trusted-shape';

/** Cells along the longer side of the redacted area: fewer cells, less detail survives. An inverted image has more. */
const CELLS_OF_OBJECT = 6;
const CELLS_OF_IMAGE = 12;

/** Smallest side of a cell in pixels. A mean over fewer pixels reveals too much about each of them. */
const MIN_CELL = 8;

/**
 * Two cells of SAM's masks, which have 256 along the longer side: edges may be off by one cell, and one is a reserve.
 */
const autoGrow = ({ width, height }: ImageSize): number => Math.max(3, Math.ceil((2 * Math.max(width, height)) / 256));

/**
 * Makes detections unrecognisable in `image`: their trusted masks or boxes, grown by `grow` pixels. With `invert`,
 * everything else: masks and boxes shrink by `grow`, and an empty mask keeps nothing visible.
 * @throws VisionError `BAD_BOXES` if the box of a detection cannot be in pixels, or if the detection to hide has no pixel in
 * the image: it cannot be of this image
 */
export function redact(
  image: RgbPixels,
  detections: readonly PlacedDetection[],
  { redact: apply }: RedactionStyle,
  { grow, invert, minCoverage }: Pick<DrawOptions, 'grow' | 'invert' | 'minCoverage'>,
): void {
  const reach = grow === 'auto' ? autoGrow(image) : grow;
  if (invert) {
    const kept = detections.map((detection) => growMask(shapeToShow(detection, image), -reach, image));
    const region = unionOf(
      kept.map((mask) => maskRegion(mask, image)),
      image,
      true,
    );
    apply(image, region, cellSize(region, CELLS_OF_IMAGE));
    return;
  }
  for (const shape of detections.flatMap((detection) => shapesToHide(detection, image, minCoverage))) {
    const region = maskRegion(growMask(shape, reach, image), image);
    apply(image, region, cellSize(region, CELLS_OF_OBJECT));
  }
}

/**
 * Rejects an image of another size than the one with the detections: redaction would hide the wrong pixels.
 * @throws VisionError `BAD_BOXES`
 */
export function refuseOtherImage({ width, height }: ImageSize, foundOn: ImageSize | undefined): void {
  if (!foundOn || (foundOn.width === width && foundOn.height === height)) return;
  const [given, expected] = [`${width} x ${height}`, `${foundOn.width} x ${foundOn.height}`];
  throw new VisionError(
    'BAD_BOXES',
    `The image size does not match the detections: they are from ${expected} pixels, got ${given}`,
  );
}

/** Side of a cell in pixels for `cells` cells along the longer side of the region, at least `MIN_CELL`. */
const cellSize = ({ left, top, right, bottom }: MaskRegion, cells: number): number =>
  Math.max(Math.ceil(Math.max(right - left, bottom - top) / cells), MIN_CELL);
