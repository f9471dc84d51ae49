import type { Bbox, ImageSize } from '../contract';
import { boundsOf as boundsOfBoxes } from '../geometry/areas';
import { compressCounts, expandCounts, runLengths } from '../geometry/rle';
import { type RunPixels, runPixels } from '../geometry/run-pixels';

/** A mask as the page edits it. Without object pixels all numbers are 0. */
export type PixelMask = RunPixels;

export const NO_PIXELS: PixelMask = { left: 0, top: 0, width: 0, height: 0, data: new Uint8Array(0) };

/** @param counts of COCO RLE */
export const maskFromCounts = (counts: string, { height }: ImageSize): PixelMask =>
  runPixels(expandCounts(counts), height);

/** The counts of COCO RLE at the size of the image. */
export const countsOf = ({ left, top, width, height, data }: PixelMask, image: ImageSize): string =>
  compressCounts(runLengths({ dims: [height, width], offset: [left, top], data }, image));

export const boundsOf = ({ left, top, width, height }: PixelMask): Bbox => [left, top, width, height];

/** Number of object pixels. */
export const areaOf = ({ data }: PixelMask): number => data.reduce((sum, bit) => sum + bit, 0);

/** Whether a pixel of the image is of the object. */
export function hasPixel({ left, top, width, height, data }: PixelMask, x: number, y: number): boolean {
  const [column, row] = [Math.floor(x) - left, Math.floor(y) - top];
  return column >= 0 && row >= 0 && column < width && row < height && data[row * width + column] === 1;
}

/** Whether two masks in their smallest rectangles have the same pixels. */
export const isSameMask = (a: PixelMask, b: PixelMask): boolean =>
  boundsOf(a).every((side, at) => side === boundsOf(b)[at]) && a.data.every((bit, at) => bit === b.data[at]);

/** The same object in the smallest rectangle. */
export function trimmed(mask: PixelMask): PixelMask {
  const { width, height, data } = mask;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first === -1) continue;
    top = Math.min(top, y);
    bottom = y;
    left = Math.min(left, first);
    right = Math.max(right, row.lastIndexOf(1));
  }
  if (bottom === -1) return NO_PIXELS;
  return placed(mask, [mask.left + left, mask.top + top, right + 1 - left, bottom + 1 - top]);
}

/** A copy in another rectangle of whole pixels. Pixels outside of it are dropped. */
export function placed(mask: PixelMask, [left, top, width, height]: Bbox): PixelMask {
  const data = new Uint8Array(width * height);
  const first = Math.max(left, mask.left);
  const end = Math.min(left + width, mask.left + mask.width);
  for (let y = Math.max(top, mask.top); first < end && y < Math.min(top + height, mask.top + mask.height); y++) {
    const start = (y - mask.top) * mask.width - mask.left;
    data.set(mask.data.subarray(start + first, start + end), (y - top) * width + first - left);
  }
  return { left, top, width, height, data };
}

/** The smallest rectangle that contains both. An empty one counts for nothing. */
export function jointBounds(a: Bbox, b: Bbox): Bbox {
  if (a[2] === 0) return b;
  if (b[2] === 0) return a;
  return boundsOfBoxes([a, b]);
}
