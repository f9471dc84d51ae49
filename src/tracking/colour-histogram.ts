import type { Bbox, Mask } from '../contract';
import { boxIou } from '../geometry/box';

/** A small copy of the image: RGB, row-major, interleaved, 3 bytes per pixel. */
export interface Thumbnail {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Per half: 8 hues, then 8 levels of grey. */
const HALF = 16;
/** A smaller object has too few pixels in the thumbnail. Pixels. */
const MIN_SIDE = 12;
/** Share of the box that is read without a mask, per axis. */
const INNER = 0.6;
/** Boxes that overlap by more (IoU) show each other's colours. */
const MAX_OVERLAP = 0.3;
/** Share of a new histogram in the histogram of an object. */
const GAIN = 0.2;

/**
 * The colours of each box: shares of 8 hues and 8 levels of grey, of its upper and of its lower half. Sum 1.
 * `undefined` for a box that is too small, that another box overlaps, or if the thumbnail is grey.
 * @param boxes in pixels of an image of `image` size, like masks
 */
export function colourHistograms(
  thumbnail: Thumbnail,
  image: { readonly width: number; readonly height: number },
  objects: readonly { readonly bbox: Bbox; readonly mask?: Mask }[],
): (Float32Array | undefined)[] {
  if (isGrey(thumbnail)) return objects.map(() => undefined);
  return objects.map((object, index) =>
    objects.some((other, at) => at !== index && boxIou(object.bbox, other.bbox) > MAX_OVERLAP)
      ? undefined
      : histogramOf(thumbnail, thumbnail.width / image.width, thumbnail.height / image.height, object),
  );
}

/** The histogram of an object after one more detection. */
export const mixColours = (old: Float32Array, seen: Float32Array): Float32Array =>
  old.map((value, bin) => (1 - GAIN) * value + GAIN * seen[bin]!);

/** Bhattacharyya distance of two histograms as `sqrt(1 - coefficient)`, 0 (equal) to 1 (nothing in common). */
export function colourDistance(a: Float32Array, b: Float32Array): number {
  let coefficient = 0;
  for (let bin = 0; bin < a.length; bin++) coefficient += Math.sqrt(a[bin]! * b[bin]!);
  return Math.sqrt(Math.max(0, 1 - coefficient));
}

/** Cameras that see in infrared send pictures without colours. */
function isGrey({ data }: Thumbnail): boolean {
  for (let at = 0; at + 2 < data.length; at += 3) {
    const red = data[at]!;
    if (Math.abs(red - data[at + 1]!) > 8 || Math.abs(red - data[at + 2]!) > 8) return false;
  }
  return true;
}

function histogramOf(
  { data, width, height }: Thumbnail,
  scaleX: number,
  scaleY: number,
  { bbox, mask }: { readonly bbox: Bbox; readonly mask?: Mask },
): Float32Array | undefined {
  const [boxWidth, boxHeight] = [bbox[2] * scaleX, bbox[3] * scaleY];
  if (Math.min(boxWidth, boxHeight) < MIN_SIDE) return undefined;
  const share = mask ? 1 : INNER;
  const [left, top] = [
    (bbox[0] + (bbox[2] * (1 - share)) / 2) * scaleX,
    (bbox[1] + (bbox[3] * (1 - share)) / 2) * scaleY,
  ];
  const middle = (bbox[1] + bbox[3] / 2) * scaleY;
  const bins = new Float32Array(2 * HALF);
  let count = 0;
  for (let y = Math.max(0, Math.ceil(top - 0.5)); y + 0.5 < Math.min(height, top + boxHeight * share); y++)
    for (let x = Math.max(0, Math.ceil(left - 0.5)); x + 0.5 < Math.min(width, left + boxWidth * share); x++) {
      if (mask && !isInMask(mask, (x + 0.5) / scaleX, (y + 0.5) / scaleY)) continue;
      const at = (y * width + x) * 3;
      bins[(y + 0.5 < middle ? 0 : HALF) + colourBin(data[at]!, data[at + 1]!, data[at + 2]!)]! += 1;
      count += 1;
    }
  return count === 0 ? undefined : bins.map((value) => value / count);
}

/** The bin of a colour: a hue where saturation is above 0.25 and brightness above 0.2 (HSV), else a level of grey. */
function colourBin(red: number, green: number, blue: number): number {
  const brightest = Math.max(red, green, blue);
  const range = brightest - Math.min(red, green, blue);
  if (range <= 0.25 * brightest || brightest <= 0.2 * 255) return 8 + (brightest >> 5);
  const hue =
    brightest === red
      ? (green - blue) / range + 6
      : brightest === green
        ? (blue - red) / range + 2
        : (red - green) / range + 4;
  return Math.floor(((hue % 6) / 6) * 8);
}

/** Other tools mark the object by 255, or any value but 0. */
function isInMask({ data, dims: [height, width], offset }: Mask, x: number, y: number): boolean {
  const [column, row] = [Math.floor(x) - offset[0], Math.floor(y) - offset[1]];
  return column >= 0 && row >= 0 && column < width && row < height && data[row * width + column]! > 0;
}
