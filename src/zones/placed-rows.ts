import type { ImageSize } from '../contract';
import { type PlacedLine, placedLine } from './line';
import { type PlacedZone, placedZone } from './placed-zone';
import type { RelationRow } from './relation-row';
import type { ZoneRow } from './zone-row';

/** The zones and lines of a camera, in pixels of an image. */
export interface PlacedRows {
  readonly zones: readonly PlacedZone[];
  readonly lines: readonly PlacedLine[];
  readonly relations: readonly RelationRow[];
}

export const placedRows = (
  rows: readonly ZoneRow[],
  relations: readonly RelationRow[],
  image: ImageSize,
): PlacedRows => ({
  relations,
  zones: rows.filter(({ kind }) => kind === 'zone').map((row) => placedZone(row, image)),
  lines: rows.filter(({ kind }) => kind === 'line').map((row) => placedLine(row, image)),
});

/** Everything that an object can stay in: the zones, then the relations. */
export const stayRows = ({ zones, relations }: PlacedRows): readonly (ZoneRow | RelationRow)[] => [
  ...zones.map(({ row }) => row),
  ...relations,
];
