import type { Bbox, Mask } from '../contract';

/**
 * The pixels of a mask as horizontal runs, top to bottom, left to right, in pixels of the upright image. Row `top + n`
 * has the runs `firstOfRow[n] <= run < firstOfRow[n + 1]`. Work on runs costs time by the outline of a
 * mask, not by its area.
 */
export interface PixelRuns {
  /** Run `r` covers `edges[2 * r] <= x < edges[2 * r + 1]`. */
  readonly edges: readonly number[];
  /** y of each run. */
  readonly rowOf: readonly number[];
  /** Index of the first run of each row of the mask, and the number of runs at the end. */
  readonly firstOfRow: readonly number[];
  /** y of the first row of the mask. */
  readonly top: number;
}

/** @param value 1 for the runs of the object, 0 for the runs of the background inside the mask's rectangle */
export function pixelRunsOf({ dims: [height, width], offset: [left, top], data }: Mask, value: 0 | 1 = 1): PixelRuns {
  const edges: number[] = [];
  const rowOf: number[] = [];
  const firstOfRow = [0];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    for (let start = row.indexOf(value); start !== -1; ) {
      const next = row.indexOf(1 - value, start);
      const end = next === -1 ? width : next;
      edges.push(left + start, left + end);
      rowOf.push(top + y);
      start = row.indexOf(value, end);
    }
    firstOfRow.push(rowOf.length);
  }
  return { edges, rowOf, firstOfRow, top };
}

/**
 * Sets the pixels of the runs to `value` in a rectangle of the image. Runs outside the rectangle are ignored.
 * @param pixels the pixels of the rectangle, `[height, width]`, row-major
 * @param rectangle integer pixels of the upright image
 * @param isPainted returns false for a run to skip
 */
export function paintPixelRuns(
  pixels: Uint8Array | Uint16Array,
  [left, top, width, height]: Bbox,
  runs: PixelRuns,
  value: number,
  isPainted: (run: number) => boolean = () => true,
): void {
  const { firstOfRow } = runs;
  const firstFrom = (y: number): number => firstOfRow[Math.min(Math.max(y - runs.top, 0), firstOfRow.length - 1)]!;
  for (let run = firstFrom(top); run < firstFrom(top + height); run++) {
    if (!isPainted(run)) continue;
    const start = Math.max(runs.edges[2 * run]! - left, 0);
    const end = Math.min(runs.edges[2 * run + 1]! - left, width);
    const row = (runs.rowOf[run]! - top) * width;
    if (start < end) pixels.fill(value, row + start, row + end);
  }
}

/** Number of pixels that belong to both. */
export function countSharedPixels(a: PixelRuns, b: PixelRuns): number {
  let pixels = 0;
  const bottom = Math.min(a.top + a.firstOfRow.length, b.top + b.firstOfRow.length) - 1;
  for (let y = Math.max(a.top, b.top); y < bottom; y++) {
    let ofA = a.firstOfRow[y - a.top]!;
    let ofB = b.firstOfRow[y - b.top]!;
    while (ofA < a.firstOfRow[y - a.top + 1]! && ofB < b.firstOfRow[y - b.top + 1]!) {
      const [endA, endB] = [a.edges[2 * ofA + 1]!, b.edges[2 * ofB + 1]!];
      pixels += Math.max(Math.min(endA, endB) - Math.max(a.edges[2 * ofA]!, b.edges[2 * ofB]!), 0);
      if (endA < endB) ofA++;
      else ofB++;
    }
  }
  return pixels;
}
