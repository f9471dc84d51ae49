import { elected, MAX_LABELS } from './label-votes';
import { type Motion, predictMotion, START_SPEED } from './motion';
import { isConfirmed, secondsSince, sizeOf, type TrackedObject } from './tracked-object';

/** How fast the objects of a label move along each axis: sums over seconds of squared speeds, in object sizes per second. */
interface LabelSpeed {
  /** Seconds of motion that were seen. */
  readonly seconds: number;
  readonly x: number;
  readonly y: number;
}

/** What a lane has learned of its labels, by their key. */
export type LabelSpeeds = ReadonlyMap<string, LabelSpeed>;

/** The speed that is assumed before anything was seen counts like this time of motion. */
const START_SECONDS = 20;
/** Older motion fades, so that a lane learns new habits. */
const MAX_SECONDS = 600;
/** Longest time between two detections that counts: later, an object may have done anything. */
const MAX_STEP_SECONDS = 2;

const start: LabelSpeed = {
  seconds: START_SECONDS,
  x: START_SECONDS * START_SPEED ** 2,
  y: START_SECONDS * START_SPEED ** 2,
};

/** Standard deviations of the velocity of objects of a label, in object sizes per second. */
export function speedsOf(speeds: LabelSpeeds, key: string): readonly [x: number, y: number] {
  const { seconds, x, y } = speeds.get(key) ?? start;
  return [Math.sqrt(x / seconds), Math.sqrt(y / seconds)];
}

/** The motion of each object at `time`, in ms since 1970, if it is as fast as others of its label. */
export const predictedMotions = (objects: readonly TrackedObject[], time: number, speeds: LabelSpeeds): Motion[] =>
  objects.map((object) => {
    const { key } = elected(object.labels);
    const seconds = secondsSince(object.lastSeen, time);
    return predictMotion(object.motion, seconds, sizeOf(object), speedsOf(speeds, key));
  });

/**
 * The speeds after an image.
 * @param continued objects before and after a detection
 */
export function learnedSpeeds(
  speeds: LabelSpeeds,
  continued: readonly { readonly before: TrackedObject; readonly after: TrackedObject }[],
): LabelSpeeds {
  const learned = new Map(speeds);
  for (const { before, after } of continued) {
    if (!isConfirmed(after)) continue;
    const { key } = elected(after.labels);
    const old = learned.get(key) ?? (learned.size < MAX_LABELS ? start : undefined);
    if (!old) continue;
    const weight = (1 - after.stillShare) * Math.min(secondsSince(before.lastSeen, after.lastSeen), MAX_STEP_SECONDS);
    const { vx, vy, spreadX, spreadY } = after.motion;
    const area = after.width * after.height;
    const kept = Math.min(1, (MAX_SECONDS - weight) / old.seconds);
    learned.set(key, {
      seconds: kept * old.seconds + weight,
      x: kept * old.x + (weight * (vx ** 2 + spreadX.velocity)) / area,
      y: kept * old.y + (weight * (vy ** 2 + spreadY.velocity)) / area,
    });
  }
  return learned;
}
