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

/** A box without its place, and how uncertain its sides are. */
interface UncertainSize {
  readonly width: number;
  readonly height: number;
  readonly sizeVariances: SizeVariances;
}

/** Kalman filter of both sides, in logarithms, after a detection `seconds` later. */
export function observeSize(
  { width, height, sizeVariances }: UncertainSize,
  seconds: number,
  seenWidth: number,
  seenHeight: number,
): UncertainSize {
  const drift = sizeDrift(seconds);
  const wide = sizeVariances.width + drift;
  const tall = sizeVariances.height + drift;
  const wideGain = wide / (wide + sizeNoise.width);
  const tallGain = tall / (tall + sizeNoise.height);
  return {
    width: width * (seenWidth / width) ** wideGain,
    height: height * (seenHeight / height) ** tallGain,
    sizeVariances: { width: (1 - wideGain) * wide, height: (1 - tallGain) * tall },
  };
}
