import { type Detection, type ImageSize, labelKey, type Track } from '../contract';
import { clipBox } from '../geometry/box';
import { maskArea } from '../geometry/mask';
import { elected } from './label-votes';
import { movedMask } from './moved-mask';
import { tenths, thinnedPath } from './path';
import type { TrackerSettings } from './settings';
import {
  type Confirmed,
  centreOf,
  expectedMotion,
  predictedBox,
  secondsSince,
  type TrackedObject,
} from './tracked-object';

/** The same for one object in all images and events of a camera. */
export const idOf = (camera: string, { firstSeen, trackId }: Confirmed): string =>
  `${camera}-${Math.round(firstSeen).toString(36)}-${trackId}`;

/** Whether an object has not moved for `stillSeconds`. One that an image did not show may have moved since. */
export const isStill = ({ rest, misses, lastSeen }: TrackedObject, time: number, settings: TrackerSettings): boolean =>
  secondsSince(rest[2], misses > 0 ? lastSeen : time) >= settings.stillSeconds;

/** The properties of an object at `time` that both its track and its detection have. */
function presence(object: Confirmed, time: number, settings: TrackerSettings) {
  const still = isStill(object, time, settings);
  const { vx, vy } = expectedMotion(object, time);
  return {
    trackId: object.trackId,
    seconds: secondsSince(object.firstSeen, time),
    still,
    velocity: (still ? [0, 0] : [tenths(vx), tenths(vy)]) as readonly [number, number],
  };
}

/**
 * The track of an object in an image of `time`. Numbers are rounded, because a message may have hundreds of tracks.
 * @param points at most, of its path
 */
export function trackOf(
  object: Confirmed,
  time: number,
  seen: boolean,
  camera: string,
  points: number,
  settings: TrackerSettings,
): Track {
  const [x, y, width, height] = seen ? object.bbox : predictedBox(object, time);
  const { trackId, seconds, still, velocity } = presence(object, time, settings);
  return {
    id: idOf(camera, object),
    trackId,
    seconds,
    still,
    velocity,
    label: elected(object.labels).label,
    score: Math.round(object.score * 1000) / 1000,
    bbox: [tenths(x), tenths(y), tenths(width), tenths(height)],
    seen,
    firstSeen: object.firstSeen,
    lastSeen: object.lastSeen,
    path: thinnedPath(object.path, points).map((point) => [point[0], point[1], point[2]] as const),
  };
}

/** The detection of an object in this image, with the object's identity. Its label becomes that of the object. */
export function identified(
  detection: Detection,
  object: Confirmed,
  time: number,
  settings: TrackerSettings,
): Detection {
  const { key, label } = elected(object.labels);
  const { trackId, seconds, still, velocity } = presence(object, time, settings);
  // Not `{ ...detection, trackId }`: V8 takes twice the memory for spread properties that others follow.
  const same = Object.assign({}, detection, { trackId, seconds, still, velocity });
  return key === labelKey(detection.label) ? same : { ...same, label, labelSeen: detection.label };
}

/**
 * A detection of an object that this image did not show, at its predicted location, clipped to the image, with its last
 * mask moved there. `undefined` outside the image.
 */
export function heldDetection(
  object: Confirmed,
  time: number,
  image: ImageSize,
  settings: TrackerSettings,
): Detection | undefined {
  const predicted = predictedBox(object, time);
  const bbox = clipBox(predicted, image);
  if (bbox[2] <= 0 || bbox[3] <= 0) return undefined;
  const [x, y] = centreOf(predicted);
  const [lastX, lastY] = centreOf(object.bbox);
  const mask = object.mask && movedMask(object.mask, Math.round(x - lastX), Math.round(y - lastY), image);
  return {
    ...{ label: elected(object.labels).label, score: object.score, bbox },
    ...(mask && { mask, area: maskArea(mask) }),
    ...presence(object, time, settings),
    held: true,
  };
}
