import { BOX_NOISE, type Motion, type Spread } from './motion';
import { sizeOf, type TrackedObject } from './tracked-object';

/** Standard deviation of the location of an object that stood still for this time and longer, in object sizes and seconds. */
const STILL_NOISE = 0.1;
const STILL_SECONDS = 1;
/** Share of moving objects that keep their velocity, and by how far they miss the place it leads to, in object sizes per second. */
const KEEPING = 0.6;
const KEEPING_NOISE = 0.2;

/** A normal distribution of where the centre of the next box is. Pixels. */
export interface Hypothesis {
  readonly x: number;
  readonly y: number;
  readonly varianceX: number;
  readonly varianceY: number;
  /** Logarithm of the density at (`x`, `y`) times the probability of the hypothesis. */
  readonly logPeak: number;
}

/** Where an object is, as three hypotheses. */
export interface ExpectedLocation {
  /** It moved, and forgot its velocity (`predictMotion`). */
  readonly moved: Hypothesis;
  /** It moved, and kept its velocity. */
  readonly kept: Hypothesis;
  /**
   * It stood still since its last detection, at the filtered location, which is more exact than the last box. So neighbours
   * that stand are not mixed up at high rates.
   */
  readonly still: Hypothesis;
}

/** @param predicted the motion of the object `seconds` after its last detection */
export function expectedLocation(object: TrackedObject, predicted: Motion, seconds: number): ExpectedLocation {
  const { motion, stillShare } = object;
  const size = sizeOf(object);
  const noise = (BOX_NOISE * size) ** 2;
  const keptNoise = noise + (KEEPING_NOISE * size * seconds) ** 2;
  const stillVariance = noise + (STILL_NOISE * size) ** 2 * Math.min(1, seconds / STILL_SECONDS);
  return {
    moved: hypothesis(
      (1 - stillShare) * (1 - KEEPING),
      predicted.x,
      predicted.y,
      predicted.spreadX.position + noise,
      predicted.spreadY.position + noise,
    ),
    kept: hypothesis(
      (1 - stillShare) * KEEPING,
      motion.x + seconds * motion.vx,
      motion.y + seconds * motion.vy,
      keptNoise + keptSpread(motion.spreadX, seconds),
      keptNoise + keptSpread(motion.spreadY, seconds),
    ),
    still: hypothesis(stillShare, motion.x, motion.y, stillVariance, stillVariance),
  };
}

const hypothesis = (probability: number, x: number, y: number, varianceX: number, varianceY: number): Hypothesis => ({
  x,
  y,
  varianceX,
  varianceY,
  logPeak: Math.log(probability / (2 * Math.PI)) - Math.log(varianceX * varianceY) / 2,
});

/** Variance of a coordinate after some seconds at the same velocity. */
const keptSpread = ({ position, covariance, velocity }: Spread, seconds: number): number =>
  position + 2 * seconds * covariance + seconds ** 2 * velocity;

/** Edges of a rectangle, in pixels. */
export interface Reach {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A rectangle outside of which no hypothesis has a logarithmic density of `least` or more. It may be empty. */
export function reachOf({ moved, kept, still }: ExpectedLocation, least: number): Reach {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y, varianceX, varianceY, logPeak } of [moved, kept, still]) {
    if (logPeak < least) continue;
    const reachX = Math.sqrt(2 * varianceX * (logPeak - least));
    const reachY = Math.sqrt(2 * varianceY * (logPeak - least));
    left = Math.min(left, x - reachX);
    right = Math.max(right, x + reachX);
    top = Math.min(top, y - reachY);
    bottom = Math.max(bottom, y + reachY);
  }
  return { left, top, right, bottom };
}

/** Logarithm of the density at a location, per square pixel, times the probability of the hypothesis. */
export function logDensity(
  { x, y, varianceX, varianceY, logPeak }: Hypothesis,
  locationX: number,
  locationY: number,
): number {
  return logPeak - (locationX - x) ** 2 / (2 * varianceX) - (locationY - y) ** 2 / (2 * varianceY);
}
