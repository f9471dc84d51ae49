import type { Bbox, ImageSize, Mask } from '../contract';
import { VisionError } from '../errors';
import { growMask } from '../geometry/grow';
import { emptyMask } from '../geometry/mask';
import type { RgbPixels } from '../image/pixels';
import type { DrawOptions } from './draw-options';
import type { PlacedDetection } from './placed-detection';
import { forEachPixelRun, type MaskRegion, maskRegion, unionOf } from './region';
import type { RedactionStyle } from './styles/style';

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
 * Makes detections unrecognisable in `image`: the mask, or the box if there is no mask or it is empty, grown by `grow`
 * pixels. With `invert`, everything else: masks and boxes shrink by `grow`, and an empty mask keeps nothing visible.
 * @throws VisionError `BAD_BOXES` if a detection has no pixel in the image, so that it cannot be of this image
 */
export function redact(
  image: RgbPixels,
  detections: readonly PlacedDetection[],
  { name, redact: apply }: RedactionStyle,
  { grow, invert }: Pick<DrawOptions, 'grow' | 'invert'>,
): void {
  const reach = grow === 'auto' ? autoGrow(image) : grow;
  if (invert) {
    const kept = detections.map(({ mask, bbox }) => growMask(mask ?? maskOfBox(bbox, image, reach), -reach, image));
    const region = unionOf(
      kept.map((mask) => maskRegion(mask, image)),
      image,
      true,
    );
    apply(image, region, cellSize(region, CELLS_OF_IMAGE));
    return;
  }
  for (const { mask, bbox, index } of detections) {
    const grown = (shape: Mask): MaskRegion => maskRegion(growMask(shape, reach, image), image);
    const masked = grown(mask ?? emptyMask());
    const region = hasPixels(masked) ? masked : grown(maskOfBox(bbox, image, reach));
    if (!hasPixels(region)) {
      const { width, height } = image;
      throw new VisionError(
        'BAD_BOXES',
        `detections[${index}] must overlap the image of ${width} x ${height} pixels for ${name}, got the box ${bbox.join(', ')}`,
      );
    }
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

/** All pixels that a box touches, at least one, clipped to the image and `margin` pixels around it. */
function maskOfBox([x, y, width, height]: Bbox, image: ImageSize, margin: number): Mask {
  const left = Math.max(Math.floor(x), -margin);
  const top = Math.max(Math.floor(y), -margin);
  const right = Math.min(Math.max(Math.ceil(x + width), Math.floor(x) + 1), image.width + margin);
  const bottom = Math.min(Math.max(Math.ceil(y + height), Math.floor(y) + 1), image.height + margin);
  if (left >= right || top >= bottom) return emptyMask();
  const dims = [bottom - top, right - left] as const;
  return { type: 'uint8', dims, offset: [left, top], data: Buffer.alloc(dims[0] * dims[1], 1) };
}

function hasPixels(region: MaskRegion): boolean {
  let has = false;
  forEachPixelRun(region, () => {
    has = true;
  });
  return has;
}

/** Side of a cell in pixels for `cells` cells along the longer side of the region, at least `MIN_CELL`. */
const cellSize = ({ left, top, right, bottom }: MaskRegion, cells: number): number =>
  Math.max(Math.ceil(Math.max(right - left, bottom - top) / cells), MIN_CELL);
