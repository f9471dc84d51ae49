import type { ImageSize, TrackEventType, VisionEvent } from '../contract';
import { elected } from './label-votes';
import type { TrackerSettings } from './settings';
import { idOf, isStill } from './track-view';
import { type Confirmed, copyOf, secondsSince } from './tracked-object';

/** One fact about an object, which is true since `time`. */
export function eventOf(
  type: TrackEventType,
  object: Confirmed,
  time: number,
  camera: string,
  image: ImageSize,
  how?: 'edge' | 'lost',
): VisionEvent {
  const { trackId, score, bbox, firstSeen, lastSeen, isInitial } = object;
  return {
    ...{
      id: idOf(camera, object),
      type,
      camera,
      trackId,
      label: elected(object.labels).label,
      score,
      bbox: copyOf(bbox),
    },
    image: { width: image.width, height: image.height },
    ...{ time, firstSeen, lastSeen, seconds: secondsSince(firstSeen, time), zones: [] },
    ...(how && { how }),
    initial: isInitial,
  };
}

/**
 * The facts that time brings about a present object: it stayed, is still, or moved again.
 * @returns their types, and the object that remembers them
 */
export function agedObject(
  object: Confirmed,
  time: number,
  settings: TrackerSettings,
): { readonly object: Confirmed; readonly types: readonly TrackEventType[] } {
  const age = secondsSince(object.firstSeen, time);
  // An object that an image did not show may have left.
  const reached =
    object.misses > 0 || settings.stayedSeconds.length === 0
      ? []
      : settings.stayedSeconds.filter((seconds) => age >= seconds && !object.stayed.includes(seconds));
  const still = isStill(object, time, settings);
  const changed = still !== object.wasStill;
  if (reached.length === 0 && !changed) return { object, types: [] };
  const stayed = reached.map(() => 'stayed' as const);
  const motion = changed && settings.motionEvents ? [still ? ('still' as const) : ('moved' as const)] : [];
  return {
    object: { ...object, stayed: [...object.stayed, ...reached], wasStill: still },
    types: [...stayed, ...motion],
  };
}
