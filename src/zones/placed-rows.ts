import type { ImageSize } from '../contract';
import { type PlacedLine, placedLine } from './line';
import { type PlacedZone, placedZone } from './placed-zone';
import type { ZoneRow } from './zone-row';

/** The zones and lines of a camera, in pixels of an image. */
export interface PlacedRows {
  readonly zones: readonly PlacedZone[];
  readonly lines: readonly PlacedLine[];
}

export const placedRows = (rows: readonly ZoneRow[], image: ImageSize): PlacedRows => ({
  zones: rows.filter(({ kind }) => kind === 'zone').map((row) => placedZone(row, image)),
  lines: rows.filter(({ kind }) => kind === 'line').map((row) => placedLine(row, image)),
});
