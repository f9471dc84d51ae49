import { VisionError } from '../errors';
import { bad, labelsOf, namedRow, numberOf, type StaySettings, staySettings } from './row-settings';
import { twinIn } from './twins';
import type { ZoneRow } from './zone-row';

export const relationKinds = ['with', 'without'] as const;
export type RelationKind = (typeof relationKinds)[number];

/** A relation between objects of two kinds, such as a person without a helmet, or a box on a table. */
export interface RelationRow extends StaySettings {
  readonly name: string;
  /** Keys of the labels of the objects that are counted. */
  readonly labels: ReadonlySet<string>;
  readonly relation: RelationKind;
  /** Keys of the labels of the objects that they have, or do not have. */
  readonly other: ReadonlySet<string>;
  /** The share of the smaller box of a pair that must be in the other one, above 0, below 1. */
  readonly overlap: number;
}

/** One relation as a flow or a script gives it. Labels and seconds may be lists, or text with commas. */
export interface RelationInput {
  readonly name: string;
  readonly labels: readonly string[] | string;
  readonly relation?: RelationKind;
  readonly other: readonly string[] | string;
  readonly camera?: string;
  readonly overlap?: number | string;
  readonly enterSeconds?: number | string;
  readonly exitSeconds?: number | string;
  readonly dwellSeconds?: readonly number[] | string;
}

/** The settings of a relation that are not given. Detectors miss small things, so it takes longer to decide than a zone. */
export const relationDefaults = {
  relation: 'with',
  camera: '',
  overlap: 0.5,
  enterSeconds: 2,
  exitSeconds: 2,
  dwellSeconds: '',
} as const;

const MAX_ROWS = 100;

/**
 * Reads relations.
 * @param zones whose names they must not have
 * @throws VisionError `BAD_ZONES`, which names the relation and its problem
 */
export function relationRowsFrom(inputs: readonly RelationInput[], zones: readonly ZoneRow[] = []): RelationRow[] {
  if (inputs.length > MAX_ROWS) throw bad('Relations', `a list of at most ${MAX_ROWS} relations`, inputs.length);
  const rows = Array.from(inputs, relationRow);
  const twin = twinIn(rows, zones);
  if (!twin) return rows;
  throw new VisionError('BAD_ZONES', `Relation "${twin.name}": another zone or relation of the camera has this name`);
}

function relationRow(input: RelationInput, index: number): RelationRow {
  const { name, row, of } = namedRow('Relation', input, index, relationDefaults);
  const relation = relationKinds.find((kind) => kind === row.relation);
  if (!relation) throw bad(of('relation'), 'with or without', row.relation);
  return {
    ...{ name, relation },
    labels: labelsIn(of('labels'), row.labels),
    other: labelsIn(of('other'), row.other),
    overlap: numberOf(of('overlap'), row.overlap, { above: 0, below: 1 }),
    ...staySettings(of, row),
  };
}

function labelsIn(name: string, given: unknown): ReadonlySet<string> {
  const labels = labelsOf(name, given);
  if (labels.size > 0) return labels;
  throw bad(name, 'one label or more, separated by commas', given);
}
