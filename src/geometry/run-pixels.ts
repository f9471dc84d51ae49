/** The pixels of one object, row-major, 1 = object, cropped to the smallest rectangle that contains the object. */
export interface RunPixels {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * The inverse of `runLengths`. Its memory is that of the object, not of the image. Without object pixels all numbers are 0.
 * @param counts lengths of the alternating runs of 0 and 1, column-major
 * @param height of the image
 */
export function runPixels(counts: readonly number[], height: number): RunPixels {
  const runs = objectRuns(counts);
  if (runs.length === 0) return { left: 0, top: 0, width: 0, height: 0, data: new Uint8Array(0) };
  const left = Math.floor(runs[0]![0] / height);
  const right = Math.floor((runs.at(-1)![1] - 1) / height);
  let top = height;
  let bottom = 0;
  for (const [start, end] of runs) {
    const isOneColumn = Math.floor(start / height) === Math.floor((end - 1) / height);
    top = Math.min(top, isOneColumn ? start % height : 0);
    bottom = Math.max(bottom, isOneColumn ? ((end - 1) % height) + 1 : height);
  }
  const columns = right + 1 - left;
  const data = new Uint8Array(columns * (bottom - top));
  for (const [start, end] of runs) {
    for (let at = start; at < end; at++) data[((at % height) - top) * columns + Math.floor(at / height) - left] = 1;
  }
  return { left, top, width: columns, height: bottom - top, data };
}

/** Start and end of each run of object pixels, column-major. */
function objectRuns(counts: readonly number[]): [start: number, end: number][] {
  const runs: [number, number][] = [];
  let position = 0;
  counts.forEach((count, index) => {
    if (index % 2 === 1 && count > 0) runs.push([position, position + count]);
    position += count;
  });
  return runs;
}
