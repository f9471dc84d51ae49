import type { Bbox, Detection, ImageSize, Track, TrackEventType, VisionEvent } from '../contract';
import { invalidInput } from '../errors';
import type { Thumbnail } from './colour-histogram';
import { isTrackable, lookAt } from './look';
import { pathPoints } from './path';
import { type TrackerSettings, trackerDefaults } from './settings';
import { agedObject, eventOf } from './track-events';
import { heldDetection, identified, trackOf } from './track-view';
import { type Confirmed, isConfirmed, secondsSince, type TrackedObject } from './tracked-object';
import { isSameView, scaledState, startState, type TrackerState } from './tracker-state';

/** One image of a lane (a camera), and what a detector found in it. */
export interface TrackerInput {
  /** When the image was taken, in ms since 1970. */
  readonly time: number;
  /** Size of the upright image. */
  readonly image: ImageSize;
  /** Absent: the image was not searched. `[]`: it was, and nothing was found. */
  readonly detections?: readonly Detection[];
  /** The rectangles that the detector searched. Absent: the complete image. */
  readonly seen?: readonly Bbox[];
  /** A small copy of the image, at most 320 pixels wide, from which the colours of objects are read. */
  readonly thumbnail?: Thumbnail;
}

export interface TrackerResult {
  /**
   * The detections of the input, in their order, those of confirmed objects with their identity; then the held ones.
   * Absent if the image was not searched and nothing is held.
   */
  readonly detections?: readonly Detection[];
  /** The confirmed objects that are not gone, by `trackId`. */
  readonly tracks: readonly Track[];
  readonly events: readonly VisionEvent[];
  /** Whether the lane forgot all objects, because the image has another aspect ratio or is more than a minute older. */
  readonly restarted: boolean;
}

/** Gives objects of a lane an identity over its images. Not shared between lanes. */
export interface Tracker {
  /** Takes the next image. It need not be later than the last one. */
  update(input: TrackerInput): TrackerResult;
  /** Forgets all objects. `trackId`s start from 1. */
  reset(): void;
}

/** An image that is older than the last one by more than this belongs to another recording. */
const MAX_STEP_BACK_MS = 60_000;

/**
 * Opens a tracker for one lane. It has no clock and no random numbers: the same input gives the same result.
 * @param camera name of the lane, in the `id` of tracks and in events
 */
export function openTracker(camera: string, settings: Partial<TrackerSettings> = {}): Tracker {
  const complete = { ...trackerDefaults, ...settings };
  let state = startState;
  return {
    update(input) {
      const step = nextStep(state, checked(input), camera, complete);
      state = step.state;
      return step.result;
    },
    reset() {
      state = startState;
    },
  };
}

/** @throws VisionError `INVALID_INPUT` for a time that is not finite, or an image without pixels */
function checked(input: TrackerInput): TrackerInput {
  const { time, image } = input;
  if (!Number.isFinite(time)) throw invalidInput('time', 'a number of milliseconds since 1970', time);
  if (!(image.width > 0 && image.height > 0)) throw invalidInput('image', 'a size of 1 x 1 pixel or more', image);
  return input;
}

function nextStep(
  previous: TrackerState,
  input: TrackerInput,
  camera: string,
  settings: TrackerSettings,
): { state: TrackerState; result: TrackerResult } {
  const { image, detections } = input;
  const restarted = isOtherRecording(previous, input);
  const before = restarted ? { ...startState, nextTrackId: previous.nextTrackId } : scaledState(previous, image);
  const time = detections ? Math.max(input.time, before.time) : input.time;
  const look = detections && lookAt(before, { ...input, detections }, time, settings);
  const current = look ? look.state : before;
  const shown = new Set(look?.objects.map((object) => object?.serial));

  const events: VisionEvent[] = [];
  const report = (type: TrackEventType, object: Confirmed, at: number, how?: 'edge' | 'lost'): void => {
    events.push(eventOf(type, object, at, camera, image, how));
  };
  if (restarted)
    for (const object of previous.objects.filter(isConfirmed)) report('left', object, object.lastSeen, 'lost');
  const objects = current.objects.map((object) => {
    if (!isConfirmed(object)) return object;
    if (look?.confirmed.has(object.serial)) report('appeared', object, time);
    const aged = agedObject(object, time, settings);
    for (const type of aged.types) report(type, aged.object, time);
    return aged.object;
  });
  for (const { object, how } of look?.gone ?? []) report('left', object, object.lastSeen, how);

  const confirmed = objects.filter(isConfirmed).sort((a, b) => a.trackId - b.trackId);
  const held = confirmed
    .filter(({ serial, lastSeen }) => !shown.has(serial) && secondsSince(lastSeen, time) <= settings.fillSeconds)
    .flatMap((object) => (settings.fillSeconds > 0 ? (heldDetection(object, time, image, settings) ?? []) : []));
  const found = detections?.flatMap((detection, index) => outgoing(detection, look?.objects[index], time, settings));
  const points = pathPoints(confirmed.length);
  const all = found || held.length > 0 ? [...(found ?? []), ...held] : undefined;
  return {
    state: { ...current, objects },
    result: {
      ...(all && { detections: all }),
      tracks: confirmed.map((object) => trackOf(object, time, shown.has(object.serial), camera, points, settings)),
      events,
      restarted,
    },
  };
}

/** A detection of the input as it leaves the tracker; none if it is too weak to start an object. */
function outgoing(
  detection: Detection,
  object: TrackedObject | undefined,
  time: number,
  settings: TrackerSettings,
): Detection[] {
  if (object && isConfirmed(object)) return [identified(detection, object, time, settings)];
  return !object && isTrackable(detection) && detection.score < settings.startScore ? [] : [detection];
}

const isOtherRecording = ({ time, image }: TrackerState, input: TrackerInput): boolean =>
  input.time < time - MAX_STEP_BACK_MS || (image !== undefined && !isSameView(image, input.image));
