import { detectionsInput } from '../contract';
import { invalidInput } from '../errors';

/** How many objects there are, in total and of each label. */
export interface Tally {
  readonly count: number;
  readonly labels: ReadonlyMap<string, number>;
}

/** How often a line was crossed in each direction. */
export interface Crossings {
  readonly in: number;
  readonly out: number;
}

/** The counts in one message of a camera. Those that the message does not have are absent. */
export interface CameraReport {
  readonly objects?: Tally;
  readonly zones?: ReadonlyMap<string, Tally>;
  readonly lines?: ReadonlyMap<string, Crossings>;
}

/** The properties of a message that are read. */
export interface ReportedValues {
  readonly tracks?: unknown;
  /** Read only if there are no tracks. */
  readonly detections?: unknown;
  readonly zones?: unknown;
  readonly lines?: unknown;
}

/**
 * Reads the counts in a message of `object-tracker` or `vision-zones`. `undefined` if it has none.
 * @throws VisionError `INVALID_INPUT`, `BAD_BOXES`
 */
export function cameraReport({ tracks, detections, zones, lines }: ReportedValues): CameraReport | undefined {
  const report = {
    ...(tracks !== undefined && { objects: tallyOf(labelsOfTracks(tracks)) }),
    ...(tracks === undefined && detections !== undefined && { objects: tallyOf(labelsOfDetections(detections)) }),
    ...(zones !== undefined && { zones: named('msg.zones', zones, zoneTally) }),
    ...(lines !== undefined && { lines: named('msg.lines', lines, crossingsOf) }),
  };
  return Object.keys(report).length > 0 ? report : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function labelsOfTracks(tracks: unknown): string[] {
  const labels = Array.isArray(tracks) ? tracks.map((track) => (isObject(track) ? track.label : undefined)) : [];
  if (Array.isArray(tracks) && labels.every((label) => typeof label === 'string')) return labels as string[];
  throw invalidInput('msg.tracks', 'tracks as object-tracker sends them', tracks);
}

const labelsOfDetections = (detections: unknown): string[] =>
  detectionsInput('msg.detections', detections).map(({ label }) => label);

function tallyOf(labels: readonly string[]): Tally {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return { count: labels.length, labels: counts };
}

function named<T>(name: string, value: unknown, read: (name: string, value: unknown) => T): Map<string, T> {
  if (!isObject(value)) throw invalidInput(name, 'an object as vision-zones sends it', value);
  return new Map(Object.entries(value).map(([key, entry]) => [key, read(`${name}[${JSON.stringify(key)}]`, entry)]));
}

function zoneTally(name: string, value: unknown): Tally {
  const { count, labels } = isObject(value) ? value : {};
  if (!isObject(labels)) throw invalidInput(name, '{count, labels} as vision-zones sends it', value);
  const counts = Object.entries(labels).map(([label, of]) => [label, countOf(`${name}.labels`, of)] as const);
  return { count: countOf(`${name}.count`, count), labels: new Map(counts) };
}

function crossingsOf(name: string, value: unknown): Crossings {
  const crossings = isObject(value) ? value : {};
  return { in: countOf(`${name}.in`, crossings.in), out: countOf(`${name}.out`, crossings.out) };
}

function countOf(name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw invalidInput(name, 'a whole number from 0 up', value);
}
