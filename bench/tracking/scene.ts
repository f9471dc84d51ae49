import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { ImageSize } from '../../src/contract';
import type { Thumbnail } from '../../src/tracking/colour-histogram';
import type { TrackerSettings } from '../../src/tracking/settings';
import { openTracker, type TrackerInput } from '../../src/tracking/tracker';
import type { ScoredFrame } from './association';

type Sides = [x: number, y: number, width: number, height: number];

/** An image of a sequence, with the true ids of its objects. Boxes in pixels, `t` in seconds. */
export interface SceneFrame {
  readonly t: number;
  readonly objects: readonly (readonly [id: number, ...Sides])[];
  readonly detections: readonly (readonly [...Sides, score: number, label: string])[];
  readonly thumbnail?: Thumbnail;
}

/** A sequence of one camera. */
export interface TrackingScene {
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly frames: readonly SceneFrame[];
}

/** Reads a file of `test/fixtures/tracking/scenes`. */
export const readScene = (path: string): TrackingScene =>
  JSON.parse(brotliDecompressSync(readFileSync(path)).toString('utf8')) as TrackingScene;

/** A frame as a tracker takes it. */
export const inputOf = ({ t, detections, thumbnail }: SceneFrame, { width, height }: ImageSize): TrackerInput => ({
  time: t * 1000,
  image: { width, height },
  detections: detections.map(([x, y, w, h, score, label]) => ({ label, score, bbox: [x, y, w, h] })),
  ...(thumbnail && { thumbnail }),
});

/** Runs our tracker on the detections of a sequence. Its results are the detections that have a `trackId`. */
export function trackScene(
  scene: ImageSize & { readonly frames: Iterable<SceneFrame> },
  settings?: Partial<TrackerSettings>,
): ScoredFrame[] {
  const tracker = openTracker('', settings);
  return Array.from(scene.frames, (frame) => {
    const { detections = [] } = tracker.update(inputOf(frame, scene));
    return {
      objects: frame.objects.map(([id, ...bbox]) => ({ id, bbox })),
      results: detections.flatMap(({ trackId, bbox }) => (typeof trackId === 'number' ? [{ id: trackId, bbox }] : [])),
    };
  });
}
