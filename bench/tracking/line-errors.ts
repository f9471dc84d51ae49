import type { Track } from '../../src/contract';
import type { VisionEvent } from '../../src/contract/vision-event';
import { openTracker } from '../../src/tracking/tracker';
import { openZones } from '../../src/zones/zones';
import { inputOf, type SceneFrame } from './scene';

/** A sequence of one camera. */
interface Sequence {
  readonly width: number;
  readonly height: number;
  readonly frames: Iterable<SceneFrame>;
}

/** Four lines across the image: three from top to bottom, and one from left to right where people and animals walk. */
const lines = (['0.33,0,0.33,1', '0.5,0,0.5,1', '0.67,0,0.67,1', '0,0.67,1,0.67'] as const).map((points) => ({
  ...{ name: points, kind: 'line' as const, points },
}));

/** Crossings of lines: those that happened, and those that were reported. */
export interface LineErrors {
  readonly crossings: number;
  /** Crossings that were not reported, and reports of crossings that did not happen. */
  readonly wrong: number;
}

/** Reports of a crossing this much earlier or later are of the same crossing. */
const SAME_MS = 5000;

/**
 * How many crossings are missing or wrong if boxes of a detector are tracked.
 * @param truth the same scene at a high rate: its true objects say which crossings happened
 */
export function lineErrors(scene: Sequence, truth: Sequence): LineErrors {
  return compared(trueCrossings(truth), trackedCrossings(scene));
}

/** The same with the true objects of the scene instead of tracked ones: the errors of the lines alone. */
export const lineErrorsOfTruth = (scene: Sequence, truth: Sequence): LineErrors =>
  compared(trueCrossings(truth), trueCrossings(scene));

function trackedCrossings(scene: Sequence): VisionEvent[] {
  const [tracker, zones] = [openTracker(''), openZones('', lines)];
  return Array.from(scene.frames, (frame) => {
    const input = inputOf(frame, scene);
    return zones.update({ ...input, tracks: tracker.update(input).tracks }).events;
  }).flat();
}

function trueCrossings({ frames, width, height }: Sequence): VisionEvent[] {
  const zones = openZones('', lines);
  const known = new Map<number, Track>();
  return Array.from(frames, ({ t, objects }) => {
    const time = t * 1000;
    for (const [id, track] of known) known.set(id, { ...track, seen: false });
    for (const [id, ...bbox] of objects) {
      const { firstSeen = time } = known.get(id) ?? {};
      known.set(id, {
        ...{ id: `${id}`, trackId: id, label: 'object', score: 1, bbox, seen: true, firstSeen, lastSeen: time },
        ...{ seconds: 0, still: false, velocity: [0, 0], path: [] },
      });
    }
    return zones.update({ time, image: { width, height }, tracks: [...known.values()] }).events;
  }).flat();
}

function compared(happened: readonly VisionEvent[], reported: readonly VisionEvent[]): LineErrors {
  const open = [...reported];
  let missing = 0;
  for (const { zone, direction, time } of happened) {
    const match = open.findIndex(
      (event) => event.zone === zone && event.direction === direction && Math.abs(event.time - time) <= SAME_MS,
    );
    if (match >= 0) open.splice(match, 1);
    else missing++;
  }
  return { crossings: happened.length, wrong: missing + open.length };
}
