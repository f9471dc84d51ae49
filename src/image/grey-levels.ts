import type { GreyRange } from '../contract/decode-options';

/**
 * Converts levels of grey to 8 bits: the lower end of the range becomes 0, the upper end 255, values outside are clipped.
 * NaN becomes 0, and so does an image of one level with `auto`.
 */
export function greyLevels(values: Uint16Array | Float32Array, range: Exclude<GreyRange, 'full'>): Uint8Array {
  const [black, white] = range === 'auto' ? rangeOf(values) : range;
  const span = white > black ? white - black : Number.POSITIVE_INFINITY;
  const levels = new Uint8ClampedArray(values.length);
  for (let at = 0; at < values.length; at++) levels[at] = ((values[at]! - black) * 255) / span;
  return new Uint8Array(levels.buffer);
}

/** The lowest and the highest finite value. */
function rangeOf(values: Uint16Array | Float32Array): [lowest: number, highest: number] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value < lowest && value > Number.NEGATIVE_INFINITY) lowest = value;
    if (value > highest && value < Number.POSITIVE_INFINITY) highest = value;
  }
  return [lowest, highest];
}
