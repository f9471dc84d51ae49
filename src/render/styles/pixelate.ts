import { cellsAlong, mosaicOf } from '../mosaic';
import { forEachPixelRun } from '../region';
import type { RedactionStyle } from './style';

/** Fills large cells with the mean colour of their pixels. */
export const pixelate = {
  name: 'pixelate',

  redact(image, region, cell) {
    const { rect, columns, rows, means } = mosaicOf(image, region, cell);
    const columnOf = cellsAlong(rect.right - rect.left, columns);
    const rowOf = cellsAlong(rect.bottom - rect.top, rows);
    const colours = Uint8Array.from(means, Math.round);
    forEachPixelRun(region, (y, left, right) => {
      const row = rowOf[y - rect.top]! * columns;
      let to = (y * image.width + left) * 3;
      for (let x = left; x < right; x++) {
        const from = (row + columnOf[x - rect.left]!) * 3;
        image.data[to++] = colours[from]!;
        image.data[to++] = colours[from + 1]!;
        image.data[to++] = colours[from + 2]!;
      }
    });
  },
} as const satisfies RedactionStyle;
