/** Variances of the logarithms of width and height. */
export interface SizeVariances {
  readonly width: number;
  readonly height: number;
}

/** Standard deviations of the logarithm of a detected side. Steps change the width of things that walk, not their height. */
const WIDTH_NOISE = 0.08;
const HEIGHT_NOISE = 0.05;
/** Growth of both per square root of a second, by turning, and per second, by coming nearer. */
const TURNING = 0.07;
const NEARING = 0.07;
const MAX_SECONDS = 4;

/** Of one detection. */
export const sizeNoise: SizeVariances = { width: WIDTH_NOISE ** 2, height: HEIGHT_NOISE ** 2 };

/** By how much a variance grows in this time. */
export function sizeDrift(seconds: number): number {
  const limited = Math.min(seconds, MAX_SECONDS);
  return TURNING ** 2 * limited + (NEARING * limited) ** 2;
}

/** Kalman filter of a side, in logarithms. */
export function observeSide(
  { length, variance }: { readonly length: number; readonly variance: number },
  seconds: number,
  seen: number,
  noise: number,
): { readonly length: number; readonly variance: number } {
  const predicted = variance + sizeDrift(seconds);
  const gain = predicted / (predicted + noise);
  return { length: length * (seen / length) ** gain, variance: (1 - gain) * predicted };
}
