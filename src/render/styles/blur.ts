import { mosaicOf } from '../mosaic';
import { forEachPixelRun } from '../region';
import type { RedactionStyle } from './style';

/** Interpolates smoothly between the mean colours of the cells of `pixelate`, so it reveals no more than they do. */
export const blur = {
  name: 'blur',

  redact(image, region, cell) {
    const { rect, columns, rows, means } = mosaicOf(image, region, cell);
    const across = splineAlong(rect.right - rect.left, columns);
    const down = splineAlong(rect.bottom - rect.top, rows);
    const line = new Float32Array(columns * 3);
    let lineY = -1;
    forEachPixelRun(region, (y, left, right) => {
      if (y !== lineY) mixRows(means, down, y - rect.top, line);
      lineY = y;
      let to = (y * image.width + left) * 3;
      for (let x = (left - rect.left) * 3; x < (right - rect.left) * 3; x += 3) {
        const [a, b, c] = [across.cells[x]! * 3, across.cells[x + 1]! * 3, across.cells[x + 2]! * 3];
        const [wa, wb, wc] = [across.weights[x]!, across.weights[x + 1]!, across.weights[x + 2]!];
        for (let channel = 0; channel < 3; channel++) {
          const value = line[a + channel]! * wa + line[b + channel]! * wb + line[c + channel]! * wc;
          image.data[to++] = value + 0.5;
        }
      }
    });
  },
} as const satisfies RedactionStyle;

/** For each pixel along one axis, the indices of three neighbouring cells and their weights, which sum to 1. */
interface Spline {
  readonly cells: Uint16Array;
  readonly weights: Float32Array;
}

/** Quadratic B-splines over the centres of the cells: smooth, and every pixel is a weighted mean of cell means. */
function splineAlong(length: number, cells: number): Spline {
  const spline = { cells: new Uint16Array(length * 3), weights: new Float32Array(length * 3) };
  for (let at = 0; at < length; at++) {
    const position = ((at + 0.5) * cells) / length - 0.5;
    const nearest = Math.round(position);
    const distance = position - nearest;
    spline.weights.set([0.5 * (0.5 - distance) ** 2, 0.75 - distance ** 2, 0.5 * (0.5 + distance) ** 2], at * 3);
    for (let tap = 0; tap < 3; tap++) {
      spline.cells[at * 3 + tap] = Math.min(Math.max(nearest + tap - 1, 0), cells - 1);
    }
  }
  return spline;
}

function mixRows(means: Float32Array, { cells, weights }: Spline, y: number, line: Float32Array): void {
  line.fill(0);
  for (let tap = 0; tap < 3; tap++) {
    const row = cells[y * 3 + tap]! * line.length;
    const weight = weights[y * 3 + tap]!;
    for (let at = 0; at < line.length; at++) line[at]! += means[row + at]! * weight;
  }
}
