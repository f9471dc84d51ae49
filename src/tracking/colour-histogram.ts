import type { Bbox, Mask } from '../contract';
import { coverBy } from './cover';

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
/** Least share of the pixels of an object that a half must show. */
const MIN_SHOWN = 0.15;
/** Share of a new histogram in the histogram of an object. */
const GAIN = 0.2;

/**
 * The colours of each object: shares of 8 hues and 8 levels of grey, of its upper and of its lower half. Each half has a sum
 * of 0.5; of 0 if it is hidden. Without a mask, an object is hidden where it is in the box of another one whose lower edge is
 * further down: such an object is nearer to the camera.
 * `undefined` for a box that is too small, or hidden, or if the thumbnail is grey.
 * @param objects in pixels of an image of `image` size
 */
export function colourHistograms(
  thumbnail: Thumbnail,
  image: { readonly width: number; readonly height: number },
  objects: readonly { readonly bbox: Bbox; readonly mask?: Mask }[],
): (Float32Array | undefined)[] {
  if (isGrey(thumbnail)) return objects.map(() => undefined);
  return objects.map((object, index) =>
    histogramOf(
      thumbnail,
      [thumbnail.width / image.width, thumbnail.height / image.height],
      object,
      object.mask ? [] : objects.filter((other, at) => at !== index && coverBy(object.bbox, other.bbox, 0) > 0),
    ),
  );
}

/** The histogram of an object after one more detection. A half that is hidden stays as it was. */
export function mixColours(old: Float32Array, seen: Float32Array): Float32Array {
  const gains = halves.map((half) => (isShown(seen, half) ? (isShown(old, half) ? GAIN : 1) : 0));
  return old.map((value, bin) => {
    const gain = gains[bin < HALF ? 0 : 1]!;
    return (1 - gain) * value + gain * seen[bin]!;
  });
}

/**
 * Bhattacharyya distance of the halves that both histograms show, as `sqrt(1 - coefficient)`: 0 (equal) to 1 (nothing in
 * common). `undefined` if there is none.
 */
export function colourDistance(a: Float32Array, b: Float32Array): number | undefined {
  let [coefficient, shown] = [0, 0];
  for (const half of halves) {
    if (!isShown(a, half) || !isShown(b, half)) continue;
    shown += 0.5;
    for (let bin = half * HALF; bin < (half + 1) * HALF; bin++) coefficient += Math.sqrt(a[bin]! * b[bin]!);
  }
  return shown === 0 ? undefined : Math.sqrt(Math.max(0, 1 - coefficient / shown));
}

const halves = [0, 1] as const;

function isShown(histogram: Float32Array, half: 0 | 1): boolean {
  for (let bin = half * HALF; bin < (half + 1) * HALF; bin++) if (histogram[bin]! > 0) return true;
  return false;
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
  [scaleX, scaleY]: readonly [number, number],
  { bbox, mask }: { readonly bbox: Bbox; readonly mask?: Mask },
  nearer: readonly { readonly bbox: Bbox }[],
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
  const counts: [number, number] = [0, 0];
  let all = 0;
  for (let y = Math.max(0, Math.ceil(top - 0.5)); y + 0.5 < Math.min(height, top + boxHeight * share); y++)
    for (let x = Math.max(0, Math.ceil(left - 0.5)); x + 0.5 < Math.min(width, left + boxWidth * share); x++) {
      const [imageX, imageY] = [(x + 0.5) / scaleX, (y + 0.5) / scaleY];
      if (mask && !isInMask(mask, imageX, imageY)) continue;
      all += 1;
      if (nearer.some((other) => isInBox(other.bbox, imageX, imageY))) continue;
      const at = (y * width + x) * 3;
      const half = y + 0.5 < middle ? 0 : 1;
      bins[half * HALF + colourBin(data[at]!, data[at + 1]!, data[at + 2]!)]! += 1;
      counts[half] += 1;
    }
  const isHidden = counts.map((count) => count === 0 || count < MIN_SHOWN * all);
  if (isHidden[0] && isHidden[1]) return undefined;
  return bins.map((value, bin) => {
    const half = bin < HALF ? 0 : 1;
    return isHidden[half] ? 0 : value / (2 * counts[half]);
  });
}

const isInBox = ([left, top, width, height]: Bbox, x: number, y: number): boolean =>
  x >= left && x < left + width && y >= top && y < top + height;

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
