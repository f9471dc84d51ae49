/**
 * Position and velocity of the centre of a box: an integrated Ornstein-Uhlenbeck process per axis, in which velocity decays,
 * so that a prediction over seconds stays near. Pixels and seconds.
 */
export interface Motion {
  readonly x: number;
  readonly y: number;
  /** Pixels per second. */
  readonly vx: number;
  readonly vy: number;
  readonly spreadX: Spread;
  readonly spreadY: Spread;
}

/** How uncertain a coordinate is. */
export interface Spread {
  /** Variance of the coordinate, in square pixels. */
  readonly position: number;
  /** Covariance of the coordinate and its velocity. */
  readonly covariance: number;
  /** Variance of the velocity. */
  readonly velocity: number;
}

/** Standard deviations of the velocity of an object, in object sizes per second. */
export type Speeds = readonly [x: number, y: number];

/** Time constant with which velocity is forgotten, in seconds. */
const MEMORY_SECONDS = 2;
/** Standard deviation of velocities before anything is known about them, in object sizes per second. */
export const START_SPEED = 1.5;
const startSpeeds: Speeds = [START_SPEED, START_SPEED];
/** Standard deviation of the centre of a detected box, in object sizes. */
export const BOX_NOISE = 0.04;

/** The motion of an object of `size` (square root of the area of its box, pixels) at its first detection. */
export function startMotion(x: number, y: number, size: number, speeds = startSpeeds): Motion {
  const spread = (speed: number): Spread => ({
    position: (BOX_NOISE * size) ** 2,
    covariance: 0,
    velocity: (speed * size) ** 2,
  });
  return { ...{ x, y, vx: 0, vy: 0 }, spreadX: spread(speeds[0]), spreadY: spread(speeds[1]) };
}

/**
 * The motion `seconds` later. Exact discretisation of the process: Rong Li and Jilkov, Survey of maneuvering target
 * tracking, part I (2003), section IV (Singer model without acceleration).
 */
export function predictMotion(motion: Motion, seconds: number, size: number, speeds = startSpeeds): Motion {
  const decay = Math.exp(-seconds / MEMORY_SECONDS);
  const reach = MEMORY_SECONDS * (1 - decay);
  return {
    x: motion.x + reach * motion.vx,
    y: motion.y + reach * motion.vy,
    vx: decay * motion.vx,
    vy: decay * motion.vy,
    spreadX: laterSpread(motion.spreadX, seconds, decay, (speeds[0] * size) ** 2),
    spreadY: laterSpread(motion.spreadY, seconds, decay, (speeds[1] * size) ** 2),
  };
}

/** @param noise variance of the velocity of such objects, in square pixels per square second */
function laterSpread(
  { position, covariance, velocity }: Spread,
  seconds: number,
  decay: number,
  noise: number,
): Spread {
  const reach = MEMORY_SECONDS * (1 - decay);
  return {
    position:
      position +
      2 * reach * covariance +
      reach ** 2 * velocity +
      noise * MEMORY_SECONDS ** 2 * ((2 * seconds) / MEMORY_SECONDS - 3 + 4 * decay - decay ** 2),
    covariance: decay * (covariance + reach * velocity) + noise * MEMORY_SECONDS * (1 - decay) ** 2,
    velocity: decay ** 2 * velocity + noise * (1 - decay ** 2),
  };
}

/** Kalman update of a predicted motion by a detected centre. */
export function observeMotion(predicted: Motion, x: number, y: number, size: number): Motion {
  const noise = (BOX_NOISE * size) ** 2;
  const horizontal = observed(predicted.spreadX, noise);
  const vertical = observed(predicted.spreadY, noise);
  return {
    x: predicted.x + horizontal.positionGain * (x - predicted.x),
    y: predicted.y + vertical.positionGain * (y - predicted.y),
    vx: predicted.vx + horizontal.velocityGain * (x - predicted.x),
    vy: predicted.vy + vertical.velocityGain * (y - predicted.y),
    spreadX: horizontal.spread,
    spreadY: vertical.spread,
  };
}

function observed({ position, covariance, velocity }: Spread, noise: number) {
  const positionGain = position / (position + noise);
  const velocityGain = covariance / (position + noise);
  const spread = {
    position: (1 - positionGain) * position,
    covariance: (1 - positionGain) * covariance,
    velocity: velocity - velocityGain * covariance,
  };
  return { positionGain, velocityGain, spread };
}
