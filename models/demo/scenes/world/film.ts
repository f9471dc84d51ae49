import { seededRandom } from '../random';
import { type DetectedBox, detectBoxes } from './detector';
import { actorsAt } from './seen-actors';
import { thumbnailsOf, type WorldThumbnail } from './thumbnail';
import { makeWorld, type WorldKind } from './worlds';

export interface WorldFrame {
  /** In seconds. */
  readonly t: number;
  /** Those of which a quarter or more is visible. */
  readonly objects: readonly (readonly [id: number, x: number, y: number, width: number, height: number])[];
  readonly detections: readonly DetectedBox[];
  /** Only with colours. */
  readonly thumbnail?: WorldThumbnail;
}

const LEAST_VISIBLE = 0.25;

export interface FilmOptions {
  readonly fps: number;
  readonly seconds: number;
  /** Whether frames have thumbnails. */
  readonly colours?: boolean;
}

/**
 * A camera's view of a world, with what a detector would find: boxes with noise, misses, false alarms and wrong labels. The
 * world depends on kind and seed only, so that the same world can be seen at several rates. Yields frame by frame, because
 * thumbnails are large.
 */
export function* filmWorld(
  kind: WorldKind,
  seed: number,
  { fps, seconds, colours = false }: FilmOptions,
): Generator<WorldFrame> {
  const world = makeWorld(kind, seconds, seededRandom(seed));
  const [random, light] = [seededRandom(seed + 1e6 * fps), seededRandom(seed + 2e6 * fps)];
  const draw = colours ? thumbnailsOf(world, seed) : undefined;
  for (let frame = 0; frame < Math.floor(seconds * fps); frame++) {
    const t = frame / fps;
    const actors = actorsAt(world, t);
    const seen = actors.filter(({ visible }) => visible >= LEAST_VISIBLE);
    const objects = seen.map(({ id, bbox }) => [id, ...bbox] as const);
    const thumbnail = draw?.(actors, light);
    yield { t, objects, detections: detectBoxes(seen, world, random), ...(thumbnail && { thumbnail }) };
  }
}
