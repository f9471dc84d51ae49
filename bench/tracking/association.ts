import { boxIou } from '../../src/geometry/box';

/** One box of a frame: the id of its object, or the track id that a tracker gave it. Pixels, COCO order. */
export interface IdentifiedBox {
  readonly id: number;
  readonly bbox: readonly [number, number, number, number];
}

/** True objects and results of a tracker in one frame. An id is in a frame at most once. */
export interface ScoredFrame {
  readonly objects: readonly IdentifiedBox[];
  readonly results: readonly IdentifiedBox[];
}

/** A table with a row for each true id and a column for each track id of a sequence. */
export interface IdTable {
  readonly rows: ReadonlyMap<number, number>;
  readonly columns: ReadonlyMap<number, number>;
  /** Number of frames of each true id, by row. */
  readonly objectCounts: readonly number[];
  /** Number of frames of each track id, by column. */
  readonly resultCounts: readonly number[];
}

/** Lists all ids of a sequence, in ascending order. */
export function idTable(frames: readonly ScoredFrame[]): IdTable {
  const objects = countIds(frames.flatMap((frame) => frame.objects));
  const results = countIds(frames.flatMap((frame) => frame.results));
  return {
    ...{ rows: indexOf(objects), columns: indexOf(results) },
    ...{ objectCounts: objects.map(([, count]) => count), resultCounts: results.map(([, count]) => count) },
  };
}

/** Intersection over union of each object (rows) and result (columns) of a frame, row-major. */
export function similarities({ objects, results }: ScoredFrame): Float64Array {
  return Float64Array.from(objects.flatMap((object) => results.map((result) => boxIou(object.bbox, result.bbox))));
}

function countIds(boxes: readonly IdentifiedBox[]): [id: number, count: number][] {
  const counts = new Map<number, number>();
  for (const { id } of boxes) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
}

const indexOf = (counted: readonly [number, number][]): Map<number, number> =>
  new Map(counted.map(([id], index) => [id, index]));
