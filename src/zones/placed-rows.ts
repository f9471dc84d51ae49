import type { ImageSize } from '../contract';
import { type PlacedLine, placedLine } from './line';
import { type PlacedZone, placedZone } from './placed-zone';
import type { RelationRow } from './relation-row';
import type { ZoneRow } from './zone-row';

/** The zones and lines of a camera in pixels of an image, and its relations. */
export interface PlacedRows {
  readonly zones: readonly PlacedZone[];
  readonly lines: readonly PlacedLine[];
  readonly relations: readonly RelationRow[];
  /** Everything that an object can stay in: the zones, then the relations. */
  readonly stayRows: readonly (ZoneRow | RelationRow)[];
}

export function placedRows(rows: readonly ZoneRow[], relations: readonly RelationRow[], image: ImageSize): PlacedRows {
  const zones = rows.filter(({ kind }) => kind === 'zone');
  const lines = rows.filter(({ kind }) => kind === 'line');
  return {
    zones: zones.map((row) => placedZone(row, image)),
    lines: lines.map((row) => placedLine(row, image)),
    relations,
    stayRows: [...zones, ...relations],
  };
}
