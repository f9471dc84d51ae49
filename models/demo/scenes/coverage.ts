import type { Outline, Vertex } from './outlines';

/** The share of each pixel that an outline covers, 0 to 1, row-major, stored only inside the outline's bounding box. */
export interface Coverage {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Scan lines per pixel row. Along each line the covered length is exact. */
const LINES_PER_PIXEL = 4;

/** The coverage of an outline, clipped to an image of `side` x `side` pixels. Vertices in pixels, origin top left. */
export function coverageOf(outline: Outline, side: number): Coverage {
  const vertices = outline.flat();
  const [left, right] = rangeOf(vertices, 0, side);
  const [top, bottom] = rangeOf(vertices, 1, side);
  const width = Math.max(right - left, 0);
  const height = Math.max(bottom - top, 0);
  const data = new Float32Array(width * height);
  for (let line = 0; line < height * LINES_PER_PIXEL; line++) {
    const row = data.subarray(Math.floor(line / LINES_PER_PIXEL) * width).subarray(0, width);
    const xs = crossings(outline, top + (line + 0.5) / LINES_PER_PIXEL);
    for (let at = 0; at + 1 < xs.length; at += 2) addSpan(row, xs[at]! - left, xs[at + 1]! - left);
  }
  return { left, top, width, height, data };
}

function rangeOf(vertices: readonly Vertex[], axis: 0 | 1, side: number): [from: number, to: number] {
  const values = vertices.map((vertex) => vertex[axis]);
  return [Math.max(Math.floor(Math.min(...values)), 0), Math.min(Math.ceil(Math.max(...values)), side)];
}

/** The x coordinates, sorted, at which the line at `y` crosses the outline: it enters and leaves alternately. */
function crossings(outline: Outline, y: number): number[] {
  const xs: number[] = [];
  for (const corners of outline) {
    let [fromX, fromY] = corners.at(-1)!;
    for (const [toX, toY] of corners) {
      if (fromY <= y !== toY <= y) xs.push(fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX));
      fromX = toX;
      fromY = toY;
    }
  }
  return xs.sort((a, b) => a - b);
}

function addSpan(row: Float32Array, from: number, to: number): void {
  const start = Math.max(from, 0);
  const end = Math.min(to, row.length);
  for (let x = Math.floor(start); x < end; x++) {
    row[x]! += (Math.min(x + 1, end) - Math.max(x, start)) / LINES_PER_PIXEL;
  }
}
