import { zonePointsFrom } from '../contract/points-text';
import { VisionError } from '../errors';
import type { Point2d } from '../geometry/polygon';
import { shapeLimits } from '../geometry/shape-limits';
import { shapeProblem } from '../geometry/shape-problem';
import { bad, labelsOf, namedRow, numberOf, type StaySettings, staySettings } from './row-settings';
import { twinIn } from './twins';

export const zoneKinds = ['zone', 'line'] as const;
export type ZoneKind = (typeof zoneKinds)[number];

/** The part of an object that decides: the middle of the lower side of its box, its centre, or the share of it in the zone. */
export const zoneAnchors = ['bottom', 'centre', 'overlap'] as const;
export type ZoneAnchor = (typeof zoneAnchors)[number];

/** One zone or line of a camera. */
export interface ZoneRow extends StaySettings {
  readonly name: string;
  readonly kind: ZoneKind;
  /** Shares of the width and height of the image, 0 to 1: 3 to 64 corners of a zone, 2 to 16 points of a line. */
  readonly points: readonly Point2d[];
  /** Keys of the labels that count; empty: all labels. */
  readonly labels: ReadonlySet<string>;
  readonly anchor: ZoneAnchor;
  /** With the anchor `overlap`: the share of an object that must be in the zone, above 0, at most 1. */
  readonly overlap: number;
}

/** Whether a zone or line counts objects with the key of a label. */
export const countsLabel = ({ labels }: ZoneRow, key: string): boolean => labels.size === 0 || labels.has(key);

/** The settings of a zone that are not given. */
export const zoneDefaults = {
  kind: 'zone',
  labels: '',
  camera: '',
  anchor: 'bottom',
  overlap: 0.5,
  enterSeconds: 0.5,
  exitSeconds: 1,
  dwellSeconds: '',
} as const;

/**
 * One zone or line as a flow or a script gives it. `points` may be text too, such as `0.1,0.2,0.9,0.2,0.5,0.9`; numbers may be
 * text; `labels` and `dwellSeconds` may be lists or text with commas.
 */
export interface ZoneInput {
  readonly name: string;
  readonly kind?: ZoneKind;
  readonly points: readonly Point2d[] | string;
  readonly labels?: readonly string[] | string;
  readonly camera?: string;
  readonly anchor?: ZoneAnchor;
  readonly overlap?: number | string;
  readonly enterSeconds?: number | string;
  readonly exitSeconds?: number | string;
  readonly dwellSeconds?: readonly number[] | string;
}

const MAX_ROWS = 200;

/**
 * Reads zones and lines.
 * @throws VisionError `BAD_ZONES`, which names the zone and its problem
 */
export function zoneRowsFrom(inputs: readonly ZoneInput[]): ZoneRow[] {
  if (inputs.length > MAX_ROWS) throw bad('Zones', `a list of at most ${MAX_ROWS} zones and lines`, inputs.length);
  const rows = Array.from(inputs, zoneRow);
  const twin = twinIn(rows);
  if (!twin) return rows;
  throw new VisionError('BAD_ZONES', `Zone "${twin.name}": another zone or line of the camera has this name`);
}

function zoneRow(input: ZoneInput, index: number): ZoneRow {
  const { name, row, of } = namedRow('Zone', input, index, zoneDefaults);
  const kind = zoneKinds.find((one) => one === row.kind);
  if (!kind) throw bad(of('kind'), 'zone or line', row.kind);
  const anchor = zoneAnchors.find((one) => one === row.anchor);
  if (!anchor) throw bad(of('anchor'), 'bottom, centre or overlap', row.anchor);
  if (kind === 'line' && anchor === 'overlap') throw bad(of('anchor'), 'bottom or centre for a line', anchor);
  return {
    ...{ name, kind, anchor },
    points: pointsOf(of('points'), kind, row.points),
    labels: labelsOf(of('labels'), row.labels),
    overlap: numberOf(of('overlap'), row.overlap, { above: 0, to: 1 }),
    ...staySettings(of, row),
  };
}

function pointsOf(name: string, kind: ZoneKind, given: unknown): Point2d[] {
  const { least, most } = shapeLimits[kind];
  const expected = `${least} to ${most} points [x, y] with numbers from 0 to 1`;
  const points = typeof given === 'string' ? zonePointsFrom(given) : given;
  if (!Array.isArray(points) || points.length < least || points.length > most) throw bad(name, expected, given);
  const copies = Array.from(points, (point: unknown): Point2d => {
    const isPoint = Array.isArray(point) && point.length === 2 && point.every(Number.isFinite);
    if (!isPoint) throw bad(name, expected, point);
    const [x, y] = point as [number, number];
    if (x >= 0 && x <= 1 && y >= 0 && y <= 1) return [x, y];
    throw new VisionError(
      'BAD_ZONES',
      `${name} must be ${expected}, got [${x}, ${y}]. Divide pixels by the width and height of the image`,
    );
  });
  const problem = shapeProblem(kind, copies);
  if (problem === 'crosses')
    throw new VisionError('BAD_ZONES', `${name} make sides that cross each other: change their order`);
  if (problem === 'flat') throw new VisionError('BAD_ZONES', `${name} are all at one place, or on one line`);
  return copies;
}
