import type { Bbox, Detection, ImageSize, Mask, Track } from '../contract';
import { boxIou, clipBox } from '../geometry/box';
import { isSameSize } from '../geometry/image-size';
import { maskArea, maskBounds } from '../geometry/mask';
import { movedMask } from './moved-mask';
import { centreOf } from './tracked-object';

/** One object between two detections. Pixels of the upright image, times in ms since 1970. */
interface FollowedObject {
  /** The last mask that was found, before its clean-up. Not empty. */
  readonly mask: Mask;
  /** Whether it was followed, not detected. */
  readonly isFollowed: boolean;
  /** Of the image with that mask. */
  readonly time: number;
  /** Of the centre of its bounds, in pixels per second. */
  readonly velocity: readonly [x: number, y: number];
  /** The bounds of earlier masks, the oldest first: a slow detector reports where the object was. */
  readonly history: readonly { readonly time: number; readonly bbox: Bbox }[];
}

/** The objects of one camera, by `trackId`. A new value replaces it after each image. */
export interface FollowState {
  readonly image?: ImageSize;
  readonly objects: ReadonlyMap<number | string, FollowedObject>;
}

/** A detection to segment, and the mask of its object in an earlier image, moved to where it should be. */
export interface FollowPrompt {
  readonly detection: Detection;
  readonly earlier?: Mask;
}

/** A segmented detection. */
export interface FollowResult {
  readonly detection: Detection;
  /** Its mask before the clean-up. */
  readonly mask: Mask;
  /** Whether its object was not found again. Absent without an earlier mask. */
  readonly isLost?: boolean;
}

export const emptyFollowState: FollowState = { objects: new Map() };

/** Weight of a new displacement in the velocity, which is a moving average. */
const VELOCITY_GAIN = 0.5;
/** Nothing is moved on for longer than this, in seconds: the velocity is of the last images. */
const LONGEST_MOVE = 1;
/** A detection of an earlier time and the mask of that time are of the same place if their boxes have at least this IoU. */
const SAME_PLACE = 0.5;
const MAX_OBJECTS = 300;
const MAX_HISTORY = 32;

/** Detections of an image that was not searched: each track where it should be, as `held`. None outside of the image. */
export function heldDetections(tracks: readonly Track[], image: ImageSize | undefined): Detection[] {
  return tracks.flatMap(({ trackId, label, score, bbox, seconds, still, velocity }) => {
    const inside = image ? clipBox(bbox, image) : bbox;
    if (inside[2] <= 0 || inside[3] <= 0) return [];
    return { label, score, bbox: inside, trackId, seconds, still, velocity, held: true };
  });
}

/**
 * The prompts of an image: detections of this image as they are, held ones from the last mask of their object. Masks of images of
 * another size are in other pixels, so they prompt nothing.
 * @param image size of the image; default that of the last one
 */
export function followPrompts(
  state: FollowState,
  detections: readonly Detection[],
  time: number,
  image = state.image,
): FollowPrompt[] {
  const sameSize = image && state.image && isSameSize(image, state.image) ? image : undefined;
  return detections.map((detection) => {
    const { trackId, held } = detection;
    const object = held && trackId !== undefined ? state.objects.get(trackId) : undefined;
    const earlier = object && sameSize && expectedMask(object, time, sameSize);
    return earlier && maskArea(earlier) > 0
      ? { detection: { ...detection, bbox: maskBounds(earlier) }, earlier }
      : { detection };
  });
}

/** The result of following in one image. */
export interface Followed {
  readonly state: FollowState;
  readonly detections: Detection[];
  /** Number of held detections whose object was found again, and of those whose object was not. */
  readonly followed: number;
  readonly lost: number;
}

/**
 * The detections after they were segmented, and the masks to remember. An object that was found again is no longer held, and
 * has the bounds of its mask as box. One that is lost, or has no earlier mask, stays held.
 * @param results in any order. Duplicates may be absent
 */
export function follow(
  { image: before, objects: known }: FollowState,
  results: readonly FollowResult[],
  image: ImageSize,
  time: number,
): Followed {
  const objects = new Map(before && isSameSize(before, image) ? known : []);
  let [followed, lost] = [0, 0];
  const detections = results.map(({ detection, mask, isLost = true }) => {
    const { held, ...rest } = detection;
    const { trackId } = detection;
    const isFound = mask.data.length > 0 && (!held || !isLost);
    if (isFound && trackId !== undefined)
      objects.set(trackId, remembered(objects.get(trackId), mask, time, held === true));
    if (!held) return detection;
    if (isFound) followed++;
    else lost++;
    return isFound && detection.mask ? { ...rest, bbox: maskBounds(detection.mask) } : detection;
  });
  return { state: { image, objects: new Map([...objects].slice(-MAX_OBJECTS)) }, detections, followed, lost };
}

/** Bytes of the masks that are remembered. */
export const maskBytesOf = ({ objects }: FollowState): number =>
  [...objects.values()].reduce((sum, { mask }) => sum + mask.data.length, 0);

/** Forgets the objects that have no track any more. */
export const withoutGone = ({ image, objects }: FollowState, tracks: readonly Track[]): FollowState => {
  const present = new Set<number | string>(tracks.map(({ trackId }) => trackId));
  return { ...(image && { image }), objects: new Map([...objects].filter(([trackId]) => present.has(trackId))) };
};

/** The last mask where its object should be, without the part that is then outside of the image. */
function expectedMask({ mask, time: last, velocity: [vx, vy] }: FollowedObject, time: number, image: ImageSize): Mask {
  const seconds = Math.min(Math.max((time - last) / 1000, 0), LONGEST_MOVE);
  return movedMask(mask, Math.round(vx * seconds), Math.round(vy * seconds), image);
}

/**
 * An object after one more mask. A detector that is slower than the images reports where the object was: if a mask of that
 * time was there too, the newer mask stays. A followed mask that arrives late has no effect.
 */
function remembered(object: FollowedObject | undefined, mask: Mask, time: number, isFollowed: boolean): FollowedObject {
  const bbox = maskBounds(mask);
  const fresh: FollowedObject = { mask, isFollowed, time, velocity: [0, 0], history: [{ time, bbox }] };
  if (!object) return fresh;
  if (time < object.time) {
    const then = object.history.findLast((entry) => entry.time <= time) ?? object.history[0]!;
    return isFollowed || boxIou(then.bbox, bbox) >= SAME_PLACE ? object : fresh;
  }
  // The followed mask was of another thing.
  if (!isFollowed && object.isFollowed && boxIou(maskBounds(object.mask), bbox) === 0) return fresh;
  const history = [...object.history, { time, bbox }].slice(-MAX_HISTORY);
  return { ...fresh, velocity: velocityAfter(object, bbox, time), history };
}

function velocityAfter({ mask, time: last, velocity }: FollowedObject, bbox: Bbox, time: number): [number, number] {
  const seconds = (time - last) / 1000;
  if (seconds === 0) return [...velocity];
  const [from, to] = [centreOf(maskBounds(mask)), centreOf(bbox)];
  const after = (axis: 0 | 1): number =>
    (1 - VELOCITY_GAIN) * velocity[axis] + (VELOCITY_GAIN * (to[axis] - from[axis])) / seconds;
  return [after(0), after(1)];
}
