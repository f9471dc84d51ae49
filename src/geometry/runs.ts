import type { Mask } from '../contract';

/**
 * The object pixels of a mask as runs along its rows, top to bottom, left to right, counted from the mask's own corner.
 * Row `y` has the runs `firstOfRow[y] <= run < firstOfRow[y + 1]`.
 */
export interface Runs {
  /** Run `r` covers `edges[2 * r] <= x < edges[2 * r + 1]`. */
  readonly edges: readonly number[];
  readonly rowOf: readonly number[];
  readonly firstOfRow: readonly number[];
}

/** @param value 1 for the runs of the object, 0 for those of the background */
export function runsOf({ dims: [height, width], data }: Pick<Mask, 'dims' | 'data'>, value: 0 | 1 = 1): Runs {
  const edges: number[] = [];
  const rowOf: number[] = [];
  const firstOfRow = [0];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width, (y + 1) * width);
    for (let start = row.indexOf(value); start !== -1; ) {
      const next = row.indexOf(1 - value, start);
      const end = next === -1 ? width : next;
      edges.push(start, end);
      rowOf.push(y);
      start = row.indexOf(value, end);
    }
    firstOfRow.push(rowOf.length);
  }
  return { edges, rowOf, firstOfRow };
}
