import type { Bbox, Grid, ImageSize } from '../contract';

/**
 * The tiles of an image, row by row, in whole pixels. All have the same size, and those of the last column and row end at the
 * border. The layout is that of SAHI (`get_slice_bboxes`, commit 9a4e569).
 * @param overlap share of a tile that its neighbour covers too, at least 0 and below 1. Rounding takes less than a pixel from it
 */
export function tilesOf({ width, height }: ImageSize, { columns, rows }: Grid, overlap: number): Bbox[] {
  const across = spansOf(width, columns, overlap);
  const down = spansOf(height, rows, overlap);
  return down.starts.flatMap((y) => across.starts.map((x): Bbox => [x, y, across.length, down.length]));
}

/** Spans of equal length that cover `side` pixels. A side has at most one span per pixel. */
function spansOf(side: number, count: number, overlap: number): { readonly starts: number[]; readonly length: number } {
  const length = Math.ceil(side / (count - (count - 1) * overlap));
  const last = side - length;
  const starts = Array.from({ length: count }, (_, index) => Math.floor((index * last) / Math.max(count - 1, 1)));
  return { starts: [...new Set(starts)], length };
}
