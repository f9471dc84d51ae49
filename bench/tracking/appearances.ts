import { boxIou } from '../../src/geometry/box';
import type { TrackerSettings } from '../../src/tracking/settings';
import { openTracker } from '../../src/tracking/tracker';
import { inputOf, type SceneFrame } from './scene';

/** How often objects of a sequence appeared. */
export interface Appearances {
  /** Frames of the sequence. */
  readonly frames: number;
  /** True objects. */
  readonly objects: number;
  /** Events `appeared`. */
  readonly appeared: number;
  /** Those whose box overlaps no true object. */
  readonly invented: number;
}

/** IoU from which a box shows an object, if not exactly. */
const SHOWS = 0.3;

/** Counts the events `appeared` of our tracker against the true objects of a sequence. */
export function appearancesIn(
  image: { readonly width: number; readonly height: number },
  frames: Iterable<SceneFrame>,
  settings?: Partial<TrackerSettings>,
): Appearances {
  const tracker = openTracker('', settings);
  const ids = new Set<number>();
  let [count, appeared, invented] = [0, 0, 0];
  for (const frame of frames) {
    const { objects } = frame;
    count += 1;
    for (const [id] of objects) ids.add(id);
    for (const { type, bbox } of tracker.update(inputOf(frame, image)).events) {
      if (type !== 'appeared') continue;
      appeared += 1;
      if (!objects.some(([, ...box]) => boxIou(box, bbox) >= SHOWS)) invented += 1;
    }
  }
  return { frames: count, objects: ids.size, appeared, invented };
}
