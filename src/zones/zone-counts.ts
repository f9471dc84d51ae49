import { type Detection, type LineCount, labelKey, type ZoneCount } from '../contract';
import { depthIn, type PlacedZone } from './placed-zone';
import { type RelatedBox, relationDepth } from './relation';
import type { RelationRow } from './relation-row';
import { countsLabel } from './zone-row';
import type { LineTotals } from './zones-state';

type Labelled = { readonly label: string; readonly trackId?: number | string };

/** The number of objects in a zone, in all and by label. */
export function zoneCount(objects: readonly Labelled[]): ZoneCount {
  const labels = new Map<string, number>();
  for (const { label } of objects) labels.set(label, (labels.get(label) ?? 0) + 1);
  return {
    count: objects.length,
    labels: Object.fromEntries(labels),
    trackIds: objects.flatMap(({ trackId }) => (trackId === undefined ? [] : [trackId])),
  };
}

/** Whether a detection without an identity is in a zone: no time and no margin decide. */
export const isDetectedIn = (zone: PlacedZone, { label, bbox, mask }: Detection): boolean =>
  countsLabel(zone.row, labelKey(label)) && depthIn(zone, { time: 0, bbox, ...(mask && { mask }) }) >= 0;

/** Whether a relation holds for a detection without an identity: no time and no margin decide. */
export const isDetectedWith = (row: RelationRow, { label, bbox }: Detection, others: readonly RelatedBox[]): boolean =>
  row.labels.has(labelKey(label)) &&
  relationDepth(
    row,
    bbox,
    undefined,
    others.filter((other) => other.bbox !== bbox),
  ) >= 0;

/** The total of a line, in all and by label. */
export function lineCount(totals: LineTotals = new Map()): LineCount {
  const counts = [...totals.values()];
  const sum = (direction: 'in' | 'out'): number => counts.reduce((total, count) => total + count[direction], 0);
  return { in: sum('in'), out: sum('out'), labels: Object.fromEntries(totals) };
}

/** Labels that a line counts. Crossings of further ones count as `OTHER`: prompts may change all the time. */
const MAX_LABELS = 500;
const OTHER = 'other';

/** The totals after one more crossing. */
export function addCrossing(totals: LineTotals = new Map(), given: string, direction: 'in' | 'out'): LineTotals {
  const label = totals.has(given) || totals.size < MAX_LABELS ? given : OTHER;
  const count = totals.get(label) ?? { in: 0, out: 0 };
  return new Map(totals).set(label, { ...count, [direction]: count[direction] + 1 });
}

/** The totals of a line as `lineCount` writes them. Anything else in a value from elsewhere is ignored. */
export function totalsFrom(value: unknown): LineTotals {
  const { labels } = Object(value) as { labels?: unknown };
  const entries = Object.entries(Object(labels) as Record<string, unknown>).flatMap(([label, counts]) => {
    const { in: inward, out } = Object(counts) as { in?: unknown; out?: unknown };
    return isCount(inward) && isCount(out) ? [[label, { in: inward, out }] as const] : [];
  });
  return new Map(entries);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
