import type { Bbox, ImageSize } from '../contract';
import { clipBox } from '../geometry/box';
import { bordersOf } from './borders';
import type { TrackerSettings } from './settings';
import { centreOf, predictedBox, secondsSince, sizeOf, type TrackedObject } from './tracked-object';

/** An object whose box touches the border and that moves outwards faster than this left, in object sizes per second. */
const LEAVING_SPEED = 0.15;
const LEAVING_MISSES = 2;
const LEAVING_SECONDS = 1;
/** Whether an object just detected is sure enough to get a `trackId`. */
export const deservesId = ({ hits, looks, firstSeen, lastSeen }: TrackedObject, settings: TrackerSettings): boolean =>
  hits >= settings.confirmHits && secondsSince(firstSeen, lastSeen) >= settings.confirmSeconds && hits >= looks / 2;

/** Whether an object just missed is gone, and how; `undefined` if it may still be there. */
export function goneBy(
  object: TrackedObject,
  time: number,
  image: ImageSize,
  settings: TrackerSettings,
): 'edge' | 'lost' | undefined {
  const seconds = secondsSince(object.lastSeen, time);
  if (object.misses >= LEAVING_MISSES && seconds >= LEAVING_SECONDS && isLeaving(object, image)) return 'edge';
  if (object.misses >= settings.goneMisses && seconds >= settings.goneSeconds) return 'lost';
  return object.trackId === undefined && object.hits < object.looks / 2 ? 'lost' : undefined;
}

/** Whether an image was searched where an object should be. */
export function wasLookedAt(
  object: TrackedObject,
  time: number,
  image: ImageSize,
  seen: readonly Bbox[] | undefined,
): boolean {
  if (!seen) return true;
  const [x, y] = centreOf(clipBox(predictedBox(object, time), image));
  return seen.some(([left, top, width, height]) => x >= left && y >= top && x <= left + width && y <= top + height);
}

/** Whether the last box touches the border of the image, and the object moves across that border. */
function isLeaving(object: TrackedObject, image: ImageSize): boolean {
  const { left, top, right, bottom } = bordersOf(object.bbox, image);
  const { vx, vy } = object.motion;
  const speed = LEAVING_SPEED * sizeOf(object);
  return (left && vx < -speed) || (top && vy < -speed) || (right && vx > speed) || (bottom && vy > speed);
}
