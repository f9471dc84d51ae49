import type { Bbox, ImageSize, Mask } from '../contract';
import { VisionError } from '../errors';
import { growMask } from '../geometry/grow';
import { emptyMask } from '../geometry/mask';
import type { RgbPixels } from '../image/pixels';
import type { DrawOptions } from './draw-options';
import type { PlacedDetection } from './placed-detection';
import { forEachPixelRun, type MaskRegion, maskRegion, unionOf } from './region';
import type { RedactionStyle } from './styles/style';

/** Of an object no more can be told apart than so many cells along its longer side; of a whole picture a few more. */
const CELLS_OF_OBJECT = 6;
const CELLS_OF_IMAGE = 12;

/** A mean over fewer pixels tells too much about each of them. */
const MIN_CELL = 8;

/** SAM's masks have 256 cells along the longer side. Their edges may be off by one of them, and one is to spare. */
const autoGrow = ({ width, height }: ImageSize): number => Math.max(3, Math.ceil((2 * Math.max(width, height)) / 256));

/**
 * Makes what was found unrecognisable, a few pixels beyond its edges too: its mask, or its box where it has none or an
 * empty one. Inverted everything else; then only what is surely of an object stays, and an empty mask keeps nothing.
 * @throws VisionError `BAD_BOXES` where a detection has no pixel in the picture: it cannot be one of this picture
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
 * The boxes of a picture that was scaled since would hide the wrong places.
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

/** All pixels that a box touches, one at the least, in the picture and so many pixels around. */
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

const cellSize = ({ left, top, right, bottom }: MaskRegion, cells: number): number =>
  Math.max(Math.ceil(Math.max(right - left, bottom - top) / cells), MIN_CELL);
