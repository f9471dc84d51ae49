/**
 * Position and velocity of the centre of a box: an integrated Ornstein-Uhlenbeck process per axis, in which velocity decays,
 * so that a prediction over seconds stays near. Both axes have the same uncertainty, because they have the same noise.
 * Pixels and seconds.
 */
export interface Motion {
  readonly x: number;
  readonly y: number;
  /** Pixels per second. */
  readonly vx: number;
  readonly vy: number;
  /** Variance of a coordinate, in square pixels. */
  readonly positionVariance: number;
  /** Covariance of a coordinate and its velocity. */
  readonly covariance: number;
  readonly velocityVariance: number;
}

/** Time constant with which velocity is forgotten, in seconds. */
const MEMORY_SECONDS = 1.5;
/** Standard deviation of the velocity of an object, in object sizes per second. */
const SPEED = 1.5;
/** Standard deviation of the centre of a detected box, in object sizes. */
export const BOX_NOISE = 0.06;

/** The motion of an object of `size` (square root of the area of its box, pixels) at its first detection. */
export function startMotion(x: number, y: number, size: number): Motion {
  return {
    ...{ x, y, vx: 0, vy: 0 },
    positionVariance: (BOX_NOISE * size) ** 2,
    covariance: 0,
    velocityVariance: (SPEED * size) ** 2,
  };
}

/**
 * The motion `seconds` later. Exact discretisation of the process: Rong Li and Jilkov, Survey of maneuvering target
 * tracking, part I (2003), section IV (Singer model without acceleration).
 */
export function predictMotion(motion: Motion, seconds: number, size: number): Motion {
  const decay = Math.exp(-seconds / MEMORY_SECONDS);
  const reach = MEMORY_SECONDS * (1 - decay);
  const noise = (SPEED * size) ** 2;
  const { positionVariance, covariance, velocityVariance } = motion;
  return {
    x: motion.x + reach * motion.vx,
    y: motion.y + reach * motion.vy,
    vx: decay * motion.vx,
    vy: decay * motion.vy,
    positionVariance:
      positionVariance +
      2 * reach * covariance +
      reach ** 2 * velocityVariance +
      noise * MEMORY_SECONDS ** 2 * ((2 * seconds) / MEMORY_SECONDS - 3 + 4 * decay - decay ** 2),
    covariance: decay * (covariance + reach * velocityVariance) + noise * MEMORY_SECONDS * (1 - decay) ** 2,
    velocityVariance: decay ** 2 * velocityVariance + noise * (1 - decay ** 2),
  };
}

/** Kalman update of a predicted motion by a detected centre. */
export function observeMotion(predicted: Motion, x: number, y: number, size: number): Motion {
  const total = predicted.positionVariance + (BOX_NOISE * size) ** 2;
  const positionGain = predicted.positionVariance / total;
  const velocityGain = predicted.covariance / total;
  return {
    x: predicted.x + positionGain * (x - predicted.x),
    y: predicted.y + positionGain * (y - predicted.y),
    vx: predicted.vx + velocityGain * (x - predicted.x),
    vy: predicted.vy + velocityGain * (y - predicted.y),
    positionVariance: (1 - positionGain) * predicted.positionVariance,
    covariance: (1 - positionGain) * predicted.covariance,
    velocityVariance: predicted.velocityVariance - velocityGain * predicted.covariance,
  };
}
