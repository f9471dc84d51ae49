/**
 * How a line of cells is resampled to a line of pixels:
 * `pixel[p]` is the sum of `weights[p * taps + t] * cell[first[p] + t]` over `t < taps`.
 */
export interface Resampling {
  readonly cells: number;
  readonly taps: number;
  /** Never decreases from one pixel to the next; `first[p] + taps <= cells`. */
  readonly first: Int32Array;
  /** Never negative. The weights of one pixel add up to 1. */
  readonly weights: Float64Array;
  /** The pixels `starts[c] <= p < starts[c + 1]` have `first[p] === c`. It has `cells + 1` elements. */
  readonly starts: Int32Array;
}

/** Linear with half-pixel centres: torch's `interpolate`, `align_corners=False`. */
export function linear(cells: number, pixels: number): Resampling {
  const taps = Math.min(cells, 2);
  const first = new Int32Array(pixels);
  const weights = new Float64Array(pixels * taps);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const position = Math.min(Math.max(((pixel + 0.5) * cells) / pixels - 0.5, 0), cells - 1);
    const cell = Math.min(Math.floor(position), cells - taps);
    first[pixel] = cell;
    weights[pixel * taps] = 1 - (position - cell);
    if (taps === 2) weights[pixel * taps + 1] = position - cell;
  }
  return { cells, taps, first, weights, starts: startsOf(first, cells) };
}

/** Combines two resamplings, first `inner`, then `outer`, which may use only the first pixels that `inner` makes. */
export function chain(inner: Resampling, outer: Resampling): Resampling {
  const { cells } = inner;
  const pixels = outer.first.length;
  const endOf = (pixel: number): number => inner.first[outer.first[pixel]! + outer.taps - 1]! + inner.taps;
  const startOf = (pixel: number): number => inner.first[outer.first[pixel]!]!;
  let taps = 0;
  for (let pixel = 0; pixel < pixels; pixel++) taps = Math.max(taps, endOf(pixel) - startOf(pixel));

  const first = Int32Array.from({ length: pixels }, (_, pixel) => Math.min(startOf(pixel), cells - taps));
  const weights = new Float64Array(pixels * taps);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let outerTap = 0; outerTap < outer.taps; outerTap++) {
      const middle = outer.first[pixel]! + outerTap;
      const share = outer.weights[pixel * outer.taps + outerTap]!;
      const at = pixel * taps + inner.first[middle]! - first[pixel]!;
      for (let tap = 0; tap < inner.taps; tap++)
        weights[at + tap]! += share * inner.weights[middle * inner.taps + tap]!;
    }
  }
  return { cells, taps, first, weights, starts: startsOf(first, cells) };
}

/** The pixels `start <= pixel < end` into which any of the cells `from` to `to` (inclusive) is mixed. */
export function pixelsReached({ taps, starts }: Resampling, from: number, to: number): { start: number; end: number } {
  return { start: starts[Math.max(from - taps + 1, 0)]!, end: starts[to + 1]! };
}

function startsOf(first: Int32Array, cells: number): Int32Array {
  const starts = new Int32Array(cells + 1).fill(first.length);
  for (let pixel = first.length - 1; pixel >= 0; pixel--) starts[first[pixel]!] = pixel;
  for (let cell = cells - 1; cell >= 0; cell--) starts[cell] = Math.min(starts[cell]!, starts[cell + 1]!);
  return starts;
}
