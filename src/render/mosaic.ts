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
export function mosaicOf(picture: RgbPixels, wished: PixelRect, cell: number): Mosaic {
  const [left, right] = atLeast(wished.left, wished.right, cell, picture.width);
  const [top, bottom] = atLeast(wished.top, wished.bottom, cell, picture.height);
  const columns = Math.max(Math.floor((right - left) / cell), 1);
  const rows = Math.max(Math.floor((bottom - top) / cell), 1);
  const rect = { left, top, right, bottom };
  const columnOf = cellsAlong(right - left, columns);
  const rowOf = cellsAlong(bottom - top, rows);
  const sums = new Float64Array(columns * rows * 3);
  const counts = new Uint32Array(columns * rows);
  for (let y = top; y < bottom; y++) {
    const row = rowOf[y - top]! * columns;
    let from = (y * picture.width + left) * 3;
    for (let x = 0; x < columnOf.length; x++, from += 3) {
      const at = row + columnOf[x]!;
      counts[at]! += 1;
      sums[at * 3]! += picture.data[from]!;
      sums[at * 3 + 1]! += picture.data[from + 1]!;
      sums[at * 3 + 2]! += picture.data[from + 2]!;
    }
  }
  return { rect, columns, rows, means: Float32Array.from(sums, (sum, at) => sum / counts[Math.floor(at / 3)]!) };
}

/** The cell of each pixel along a side: all cells equally long, give or take a pixel. */
export function cellsAlong(length: number, cells: number): Uint16Array {
  return Uint16Array.from({ length }, (_, at) => Math.floor((at * cells) / length));
}

function atLeast(start: number, end: number, length: number, max: number): [start: number, end: number] {
  const missing = Math.max(length - (end - start), 0);
  const from = Math.max(Math.min(start - Math.floor(missing / 2), max - length), 0);
  return missing === 0 ? [start, end] : [from, Math.min(from + length, max)];
}
