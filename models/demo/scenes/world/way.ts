import type { Random } from '../random';
import { type Leg, scaleAt } from './actor';

type Place = readonly [x: number, y: number];

/** Builds the way of an actor leg by leg. Speeds are in sizes per second, where the size is the root of its area in pixels. */
export interface WayBuilder {
  /** Walks to a place. */
  to(place: Place, speed: number): WayBuilder;
  /** Stops for some seconds. */
  stop(seconds: number): WayBuilder;
  readonly time: number;
  readonly place: Place;
  readonly legs: readonly Leg[];
}

/** Longer walks have a new direction after about this time, in seconds, so that nothing moves in straight lines for long. */
const STRAIGHT = 2.5;
/** Standard deviation of a turn and of a change of speed at its end. */
const SIDEWAYS = 0.25;
const HURRY = 0.2;

/**
 * Starts a way at a place and time.
 * @param size of the actor at the bottom edge of the image, in pixels
 */
export function wayFrom(start: Place, time: number, size: number, imageHeight: number, random: Random): WayBuilder {
  const legs: Leg[] = [];
  let [at, now] = [start, time];

  function walk(target: Place, speed: number): void {
    const distance = Math.hypot(target[0] - at[0], target[1] - at[1]);
    const perSecond = speed * size * scaleAt(at[1], imageHeight) * Math.max(0.4, 1 + HURRY * random.normal());
    const seconds = distance / perSecond;
    if (seconds <= STRAIGHT * 1.5) {
      addLeg(target, Math.max(seconds, 0.1));
      return;
    }
    const share = STRAIGHT / seconds;
    const [dx, dy] = [(target[0] - at[0]) * share, (target[1] - at[1]) * share];
    const turn = SIDEWAYS * random.normal();
    addLeg([at[0] + dx - turn * dy, at[1] + dy + turn * dx], STRAIGHT);
    walk(target, speed);
  }

  function addLeg(to: Place, seconds: number): void {
    legs.push({ from: at, to, begin: now, end: now + seconds });
    [at, now] = [to, now + seconds];
  }

  const builder: WayBuilder = {
    to(place, speed) {
      walk(place, speed);
      return builder;
    },
    stop(seconds) {
      addLeg(at, seconds);
      return builder;
    },
    get time() {
      return now;
    },
    get place() {
      return at;
    },
    legs,
  };
  return builder;
}
