import type { Bbox, Mask } from '../contract';
import { cropMask, emptyMask } from './mask';

/** The pixels of a mask that lie in a rectangle of whole pixels, row-major; what lies outside the mask is background. */
export function windowOf({ dims: [rows, columns], offset, data }: Mask, [left, top, width, height]: Bbox): Buffer {
  const pixels = Buffer.alloc(width * height);
  const from = Math.max(offset[0], left);
  const to = Math.min(offset[0] + columns, left + width);
  if (from >= to) return pixels;
  for (let y = Math.max(offset[1], top); y < Math.min(offset[1] + rows, top + height); y++) {
    const row = (y - offset[1]) * columns - offset[0];
    pixels.set(data.subarray(row + from, row + to), (y - top) * width + from - left);
  }
  return pixels;
}

/** The mask whose pixels these are: the inverse of {@link windowOf}. */
export function maskInWindow(pixels: Uint8Array, [left, top, width, height]: Bbox): Mask {
  const { data, dims, offset } = cropMask(pixels, { width, height });
  return data.length === 0 ? emptyMask() : { type: 'uint8', dims, offset: [offset[0] + left, offset[1] + top], data };
}
