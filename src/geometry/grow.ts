import type { Bbox, ImageSize, Mask } from '../contract';
import { clipBox } from './box';
import { pixelRunsOf } from './pixel-runs';
import { maskInWindow, windowOf } from './window';

/**
 * The mask with all pixels within so many pixels of it, measured between centres, clipped to the image. Shrunk where
 * `pixels` is negative: without those within so many pixels of background. What lies outside of the image is not
 * background, so an object that the picture cuts off does not shrink from there.
 */
export function growMask(mask: Mask, pixels: number, image: ImageSize): Mask {
  if (pixels === 0 || mask.data.length === 0) return mask;
  // A row of background around the object is all that it can shrink from.
  const window = around(mask, pixels > 0 ? Math.floor(pixels) : 1, image);
  const [left, top, width, height] = window;
  const data = windowOf(mask, window);
  spread({ type: 'uint8', dims: [height, width], offset: [left, top], data }, pixels > 0 ? 1 : 0, Math.abs(pixels));
  return maskInWindow(data, window);
}

function around({ dims: [height, width], offset: [x, y] }: Mask, margin: number, image: ImageSize): Bbox {
  return clipBox([x - margin, y - margin, width + 2 * margin, height + 2 * margin], image);
}

/**
 * Gives a value to all pixels within reach of one that has it: a run reaches as far to the sides as a disc is wide in the
 * row. For the few pixels that masks grow by this takes a tenth of the time of a distance transform.
 */
function spread(mask: Mask, value: 0 | 1, reach: number): void {
  const [height, width] = mask.dims;
  const [left, top] = mask.offset;
  const { edges, rowOf } = pixelRunsOf(mask, value);
  const rows = Math.floor(reach);
  const aside = Array.from({ length: rows + 1 }, (_, distance) => Math.floor(Math.sqrt(reach ** 2 - distance ** 2)));
  rowOf.forEach((y, run) => {
    for (let row = Math.max(y - top - rows, 0); row <= Math.min(y - top + rows, height - 1); row++) {
      const side = aside[Math.abs(y - top - row)]!;
      const start = Math.max(edges[2 * run]! - left - side, 0);
      const end = Math.min(edges[2 * run + 1]! - left + side, width);
      mask.data.fill(value, row * width + start, row * width + end);
    }
  });
}
