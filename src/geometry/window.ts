import type { Bbox, Mask } from '../contract';
import { cropMask, emptyMask } from './mask';

/**
 * The pixels of a mask in a rectangle of integer pixels of the upright image: `[height, width]`, row-major, 0 or 1.
 * Pixels outside the mask are 0.
 */
export function windowOf(mask: Mask, window: Bbox): Buffer {
  const pixels = Buffer.alloc(window[2] * window[3]);
  copyToWindow(mask, window, pixels);
  return pixels;
}

/** Writes the result of {@link windowOf} to `pixels`, which must be all 0 before. */
export function copyToWindow(mask: Mask, [left, top, width, height]: Bbox, pixels: Uint8Array): void {
  const { dims, offset, data } = mask;
  const from = Math.max(offset[0], left);
  const to = Math.min(offset[0] + dims[1], left + width);
  if (from >= to) return;
  for (let y = Math.max(offset[1], top); y < Math.min(offset[1] + dims[0], top + height); y++) {
    const row = (y - offset[1]) * dims[1] - offset[0];
    pixels.set(data.subarray(row + from, row + to), (y - top) * width + from - left);
  }
}

/** The cropped mask of the pixels of a rectangle: the inverse of {@link windowOf}. */
export function maskInWindow(pixels: Uint8Array, [left, top, width, height]: Bbox): Mask {
  const { data, dims, offset } = cropMask(pixels, { width, height });
  return data.length === 0 ? emptyMask() : { type: 'uint8', dims, offset: [offset[0] + left, offset[1] + top], data };
}
