import type { Light } from './grey-difference';

/** The noise of a pixel before it was measured, in grey levels. */
export const START_NOISE = 3;
/** Pixels that often differ become quiet within about this time, seconds. */
const NOISE_SECONDS = 30;
/** Pixels that differ much become quiet more slowly, so that people do not become noise. Seconds. */
const OBJECT_NOISE_SECONDS = 90;
/** Largest weight of one image in the noise: images at long intervals do not turn one movement into noise. */
const MAX_NOISE_WEIGHT = 0.1;
/** The mean follows all images within about this time, the reference those without movement: daylight drifts. Seconds. */
const DRIFT_SECONDS = 8;

/** The share of a step of `seconds` in a mean over about `within` seconds. */
const weightOf = (seconds: number, within: number): number => 1 - Math.exp(-seconds / within);

/**
 * The difference above which a pixel has changed, as a multiple of its noise: two images of a tree differ more from each other
 * than from their mean.
 */
const LIMIT_OF_NOISE = 4.5;
/** The highest limit, as a multiple of the threshold: a person in front of a tree still differs by more. */
const MAX_LIMIT = 3;

/** The differences above which pixels have changed: `threshold`, and more for pixels with noise. */
export function limitsOf(noise: Float32Array, threshold: number): Float32Array {
  const limits = new Float32Array(noise.length);
  for (let at = 0; at < noise.length; at++) {
    limits[at] = Math.min(Math.max(LIMIT_OF_NOISE * noise[at]!, threshold), MAX_LIMIT * threshold);
  }
  return limits;
}

/** The mean levels of the last seconds, and how much each pixel deviates from its mean. */
export interface PixelStatistics {
  /** In the light of the last image. */
  readonly mean: Float32Array;
  /** Mean deviation from the mean, in grey levels; not more than changes the limits. */
  readonly noise: Float32Array;
}

/**
 * The statistics after one more image. Noise is measured against the mean, because at a high rate an image differs little from
 * the one before, also in a tree.
 * @param limits those of the noise before
 */
export function nextStatistics(
  { mean, noise }: PixelStatistics,
  levels: Uint8Array,
  { light, limits, seconds }: { readonly light: Light; readonly limits: Float32Array; readonly seconds: number },
  threshold: number,
): PixelStatistics {
  const { gain, offset } = light;
  const usual = Math.min(weightOf(seconds, NOISE_SECONDS), MAX_NOISE_WEIGHT);
  const ofObjects = Math.min(weightOf(seconds, OBJECT_NOISE_SECONDS), MAX_NOISE_WEIGHT);
  const drift = weightOf(seconds, DRIFT_SECONDS);
  const highest = (MAX_LIMIT * threshold) / LIMIT_OF_NOISE;
  const next = { mean: new Float32Array(mean.length), noise: new Float32Array(mean.length) };
  for (let at = 0; at < mean.length; at++) {
    const lit = gain * mean[at]! + offset;
    const difference = levels[at]! - lit;
    const deviation = Math.abs(difference);
    const weight = deviation > limits[at]! ? ofObjects : usual;
    next.mean[at] = lit + drift * difference;
    next.noise[at] = Math.min(noise[at]! + weight * (deviation - noise[at]!), highest);
  }
  return next;
}

/** Levels that follow those of a later image. */
export function driftedTo(levels: Float32Array, later: Uint8Array, seconds: number): Float32Array {
  const weight = weightOf(seconds, DRIFT_SECONDS);
  const drifted = new Float32Array(levels.length);
  for (let at = 0; at < levels.length; at++) drifted[at] = levels[at]! + weight * (later[at]! - levels[at]!);
  return drifted;
}
