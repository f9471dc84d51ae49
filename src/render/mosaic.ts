import type { RgbPixels } from '../image/pixels';
import type { PixelRect } from './pixel-rect';

/** A grid of cells over a rectangle of the picture, each with the mean colour of all of its pixels. */
export interface Mosaic {
  readonly rect: PixelRect;
  readonly columns: number;
  readonly rows: number;
  /** `[rows, columns, 3]`, 0 to 255. */
  readonly means: Float32Array;
}

/**
 * Cells are as wide and high as asked or larger, and all of their pixels count, also those beside the region that is to be
 * hidden: the mean over a corner of a cell could be that of a single pixel. A rectangle that is too small for one cell is
 * widened.
 */
export function mosaicOf(image: RgbPixels, requested: PixelRect, side: number): Mosaic {
  const [left, right] = widened(requested.left, requested.right, side, image.width);
  const [top, bottom] = widened(requested.top, requested.bottom, side, image.height);
  const columns = Math.max(Math.floor((right - left) / side), 1);
  const rows = Math.max(Math.floor((bottom - top) / side), 1);
  const rect = { left, top, right, bottom };
  const rowOf = cellsAlong(bottom - top, rows);
  const sums = new Float64Array(columns * rows * 3);
  const counts = new Uint32Array(columns * rows);
  for (let y = top; y < bottom; y++) {
    let from = (y * image.width + left) * 3;
    for (let column = 0, x = 0; column < columns; column++) {
      const end = Math.ceil(((column + 1) * (right - left)) / columns);
      const cell = rowOf[y - top]! * columns + column;
      let [red, green, blue] = [0, 0, 0];
      counts[cell]! += end - x;
      for (; x < end; x++) {
        red += image.data[from++]!;
        green += image.data[from++]!;
        blue += image.data[from++]!;
      }
      sums[cell * 3]! += red;
      sums[cell * 3 + 1]! += green;
      sums[cell * 3 + 2]! += blue;
    }
  }
  return { rect, columns, rows, means: Float32Array.from(sums, (sum, at) => sum / counts[Math.floor(at / 3)]!) };
}

/** The cell of each pixel along a side: all cells equally long, give or take a pixel. */
export function cellsAlong(length: number, cells: number): Uint16Array {
  return Uint16Array.from({ length }, (_, at) => Math.floor((at * cells) / length));
}

function widened(start: number, end: number, length: number, max: number): [start: number, end: number] {
  const missing = Math.max(length - (end - start), 0);
  const from = Math.max(Math.min(start - Math.floor(missing / 2), max - length), 0);
  return missing === 0 ? [start, end] : [from, Math.min(from + length, max)];
}
