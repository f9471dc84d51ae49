import type { Bbox, ImageSize, Mask } from '../contract';
import { type CocoRle, expandCounts } from './rle';
import { runPixels } from './run-pixels';

/** A mask without object pixels: `dims` and `offset` are `[0, 0]`, `data` is empty. */
export function emptyMask(): Mask {
  return { type: 'uint8', dims: [0, 0], offset: [0, 0], data: Buffer.alloc(0) };
}

/** Number of object pixels. */
export function maskArea({ data }: Mask): number {
  let area = 0;
  for (let at = 0; at < data.length; at++) area += data[at]!;
  return area;
}

/** Mask data with only 0 and 1. Other tools may mark the object by 255. Data with only 0 and 1 is returned as it is. */
export function objectBits(data: Buffer): Buffer {
  let all = 0;
  for (let at = 0; at < data.length; at++) all |= data[at]!;
  return all > 1 ? Buffer.from(data.map((value) => (value === 0 ? 0 : 1))) : data;
}

/** The bounding box of the object, in pixels of the upright image; `[0, 0, 0, 0]` for an empty mask. */
export const maskBounds = ({ offset: [x, y], dims: [height, width] }: Mask): Bbox => [x, y, width, height];

/** Intersection over union of two masks of the same image, 0 to 1. 1 if both are empty. */
export function maskIou(a: Mask, b: Mask): number {
  const left = Math.max(a.offset[0], b.offset[0]);
  const top = Math.max(a.offset[1], b.offset[1]);
  const right = Math.min(a.offset[0] + a.dims[1], b.offset[0] + b.dims[1]);
  const bottom = Math.min(a.offset[1] + a.dims[0], b.offset[1] + b.dims[0]);
  let intersection = 0;
  for (let y = top; y < bottom; y++) {
    const rowA = (y - a.offset[1]) * a.dims[1] - a.offset[0];
    const rowB = (y - b.offset[1]) * b.dims[1] - b.offset[0];
    for (let x = left; x < right; x++) intersection += a.data[rowA + x]! & b.data[rowB + x]!;
  }
  const union = maskArea(a) + maskArea(b) - intersection;
  return union === 0 ? 1 : intersection / union;
}

/** Crops a full-size mask (`[height, width]`, row-major, 0 or 1) to the bounding box of its object. Copies pixels. */
export function cropMask(full: Uint8Array, { width, height }: ImageSize): Mask {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = full.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first === -1) continue;
    if (top === height) top = y;
    bottom = y;
    left = Math.min(left, first);
    right = Math.max(right, row.lastIndexOf(1));
  }
  return bottom === -1 ? emptyMask() : cropTo(full, width, left, top, right + 1 - left, bottom + 1 - top);
}

function cropTo(full: Uint8Array, stride: number, left: number, top: number, width: number, height: number): Mask {
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * stride + left;
    data.set(full.subarray(start, start + width), y * width);
  }
  return { type: 'uint8', dims: [height, width], offset: [left, top], data };
}

/** Decodes COCO RLE into a mask. */
export const maskFromRle = ({ size: [height], counts }: CocoRle): Mask => maskFromRuns(expandCounts(counts), height);

/**
 * The inverse of `runLengths`. Its memory is that of the mask, not of the image.
 * @param height of the image
 */
export function maskFromRuns(counts: readonly number[], height: number): Mask {
  const { left, top, width, height: rows, data } = runPixels(counts, height);
  return { type: 'uint8', dims: [rows, width], offset: [left, top], data: Buffer.from(data.buffer) };
}
