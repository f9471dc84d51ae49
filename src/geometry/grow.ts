import type { Bbox, ImageSize, Mask } from '../contract';
import { clipBox } from './box';
import { pixelRunsOf } from './pixel-runs';
import { maskInWindow, windowOf } from './window';

/**
 * Dilates a mask by a disc of radius `pixels`, clipped to the image. A negative `pixels` erodes it by a disc of radius
 * `-pixels`. Distances are measured between pixel centres. Pixels outside the image are not background: an object that
 * the border of the image cuts off is not eroded from that border.
 */
export function growMask(mask: Mask, pixels: number, image: ImageSize): Mask {
  if (pixels === 0 || mask.data.length === 0) return mask;
  // For erosion, one pixel of background around the object is enough.
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
 * Sets all pixels within `reach` of a pixel with `value` to `value`: in each row above and below, a run is extended by
 * half the width of the disc in that row. For the small radii used here this takes a tenth of the time of a distance
 * transform.
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
