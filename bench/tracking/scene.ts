import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { Detection } from '../../src/contract';
import type { TrackerSettings } from '../../src/tracking/settings';
import { openTracker } from '../../src/tracking/tracker';
import type { ScoredFrame } from './association';

type Sides = [x: number, y: number, width: number, height: number];

/** A sequence of one camera with the true ids of its objects. Boxes in pixels, `t` in seconds. */
export interface TrackingScene {
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly frames: readonly {
    readonly t: number;
    readonly objects: readonly [id: number, ...Sides][];
    readonly detections: readonly [...Sides, score: number, label: string][];
  }[];
}

/** Reads a file of `test/fixtures/tracking/scenes`. */
export const readScene = (path: string): TrackingScene =>
  JSON.parse(brotliDecompressSync(readFileSync(path)).toString('utf8')) as TrackingScene;

/** The detections of a frame. */
export const foundIn = ({ detections }: TrackingScene['frames'][number]): Detection[] =>
  detections.map(([x, y, width, height, score, label]) => ({ label, score, bbox: [x, y, width, height] }));

/** Runs our tracker on the detections of a scene. Its results are the detections that have a `trackId`. */
export function trackScene(
  { width, height, frames }: TrackingScene,
  settings?: Partial<TrackerSettings>,
): ScoredFrame[] {
  const tracker = openTracker('', settings);
  return frames.map((frame) => {
    const input = { time: frame.t * 1000, image: { width, height }, detections: foundIn(frame) };
    const { detections = [] } = tracker.update(input);
    return {
      objects: frame.objects.map(([id, ...bbox]) => ({ id, bbox })),
      results: detections.flatMap(({ trackId, bbox }) => (typeof trackId === 'number' ? [{ id: trackId, bbox }] : [])),
    };
  });
}
