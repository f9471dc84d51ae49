import type { Bbox } from '../contract';
import { boxIos } from '../geometry/box';
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
    if (trackId === undefined || other.trackId !== trackId) best = Math.max(best, boxIos(bbox, other.bbox));
  }
  return relation === 'with' ? best - overlap : overlap - best;
}

/** The next image in which an object was seen: a relation begins and ends like a stay in a zone. */
export function seenInRelation(row: RelationRow, stay: Stay | undefined, depth: number, time: number): ZoneStep {
  const margin = Math.min(MARGIN, (row.relation === 'with' ? row.overlap : 1 - row.overlap) / 2);
  const holds = wasInside(stay) ? depth > -margin : depth >= 0;
  return stayAfter(row, stay, holds, () => time, time);
}
