import type { Bbox } from '../contract';
import type { RelationRow } from './relation-row';
import { type Stay, stayAfter, wasInside, type ZoneStep } from './zone';

/** An object of the other kind: where it is, or where its tracker expects it. Pixels. */
export interface RelatedBox {
  /** Absent if it has no identity. */
  readonly trackId?: number | string | undefined;
  readonly bbox: Bbox;
}

/** After it holds, a relation ends beyond this margin: a share of the smaller box. */
const MARGIN = 0.1;

/**
 * How clearly a relation holds for an object; below 0: it does not. The overlap with the best one of the others, as a share of
 * the smaller box, minus the share that is required; with `without`, its negative.
 */
export function relationDepth(
  { relation, overlap }: RelationRow,
  bbox: Bbox,
  trackId: number | string | undefined,
  others: readonly RelatedBox[],
): number {
  let best = 0;
  for (const other of others) {
    if (trackId === undefined || other.trackId !== trackId) best = Math.max(best, sharedPart(bbox, other.bbox));
  }
  return relation === 'with' ? best - overlap : overlap - best;
}

/** The common area of two boxes as a share of the smaller one, 0 to 1. */
function sharedPart(a: Bbox, b: Bbox): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  const smaller = Math.min(a[2] * a[3], b[2] * b[3]);
  return width <= 0 || height <= 0 || smaller === 0 ? 0 : (width * height) / smaller;
}

/** The next image in which an object was seen: a relation begins and ends like a stay in a zone. */
export function seenInRelation(row: RelationRow, stay: Stay | undefined, depth: number, time: number): ZoneStep {
  const margin = Math.min(MARGIN, (row.relation === 'with' ? row.overlap : 1 - row.overlap) / 2);
  const holds = wasInside(stay) ? depth > -margin : depth >= 0;
  return stayAfter(row, stay, holds, () => time, time);
}
