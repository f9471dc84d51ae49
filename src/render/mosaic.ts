import type { RgbPixels } from '../image/pixels';
import type { PixelRect } from './pixel-rect';

/** A grid of cells over a rectangle of the image, each with the mean colour of its pixels. */
export interface Mosaic {
  readonly rect: PixelRect;
  readonly columns: number;
  readonly rows: number;
  /** `[rows, columns, 3]`, 0 to 255. */
  readonly means: Float32Array;
}

/**
 * Divides a rectangle into cells of at least `side` x `side` pixels. A mean includes all pixels of the cell, also those
 * outside the region to hide: in the corner of a region it could otherwise be the colour of a single pixel. A rectangle
 * smaller than one cell is widened within the image.
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

/** The index of the cell of each pixel along one axis. Lengths of cells differ by at most one pixel. */
export function cellsAlong(length: number, cells: number): Uint16Array {
  return Uint16Array.from({ length }, (_, at) => Math.floor((at * cells) / length));
}

/** Extends a range to at least `length` on both sides, within 0 and `max`. */
function widened(start: number, end: number, length: number, max: number): [start: number, end: number] {
  const missing = Math.max(length - (end - start), 0);
  const from = Math.max(Math.min(start - Math.floor(missing / 2), max - length), 0);
  return missing === 0 ? [start, end] : [from, Math.min(from + length, max)];
}
