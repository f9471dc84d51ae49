import { labelKey } from '../contract/label-key';
import type { CameraReport, Crossings, Tally } from './camera-report';
import { type Name, type Names, openNames } from './names';

/** The counts of a camera or of one of its zones. */
export interface Place {
  /** Absent: the camera. */
  readonly zone?: Name | undefined;
  count: number;
  /** By the key of the label; also labels with no object now. */
  readonly labels: Map<string, number>;
  sight: Sight;
}

/** When messages last had a zone or line. */
interface Sight {
  /** In ms. */
  seen: number;
  /** Messages with other zones or lines since then. */
  missed: number;
}

/** A line, with its totals. Those of an earlier run are not known. */
export interface Line extends Partial<Crossings> {
  readonly line: Name;
  readonly sight: Sight;
}

/** One camera, as the messages so far describe it. */
export interface Camera {
  readonly key: string;
  readonly name: Name;
  /** Of zones and lines, which share a level of the topics. */
  readonly areas: Names;
  readonly view: Place;
  readonly zones: Map<string, Place>;
  readonly lines: Map<string, Line>;
  /** Keys of the labels that have a picture on the broker. */
  readonly pictures: Set<string>;
  /** `unheard`: known from an earlier run, without a message in this one. */
  presence: 'unheard' | 'online' | 'offline';
  /** When its last message arrived, in ms. */
  heard: number;
}

/** Zones and lines that one camera may have. */
const MAX_AREAS = 100;

/**
 * A zone that a camera's messages do not have for this time, and for this number of messages with zones, was removed. Fewer are
 * normal: two `vision-zones` nodes may report the zones of one camera in turn.
 */
const AREA_KEPT_MS = 60_000;
const AREA_KEPT_MESSAGES = 5;

export const seenAt = (seen: number): Sight => ({ seen, missed: 0 });

export const openPlace = (zone: Name | undefined, seen: number): Place => ({
  ...{ zone, count: 0, labels: new Map(), sight: seenAt(seen) },
});

export function openCamera(
  key: string,
  name: Name,
  now: number,
  areas: readonly (readonly [string, Name])[] = [],
): Camera {
  return {
    ...{ key, name, heard: now, presence: 'unheard' },
    areas: openNames({ fallback: 'zone', limit: MAX_AREAS }, areas),
    ...{ view: openPlace(undefined, now), zones: new Map(), lines: new Map(), pictures: new Set() },
  };
}

/** Labels that have counts of their own, by key. */
export interface CountedLabels {
  /** Those that are counted before they are seen. */
  readonly listed: readonly string[];
  /** Whether the label with this key has counts of its own, by the setting. */
  has(key: string): boolean;
  /** The key of a label; `undefined` if it has no counts of its own. */
  keyOf(label: string): string | undefined;
}

/** @param labels as the setting lists them; empty: all labels */
export function countedLabels(labels: readonly string[], names: Names): CountedLabels {
  const listed = new Map(labels.map((label) => [labelKey(label), label]));
  for (const [key, label] of listed) names.of(key, label);
  const has = (key: string): boolean => listed.size === 0 || listed.has(key);
  return {
    listed: [...listed.keys()],
    has,
    keyOf(label) {
      const key = labelKey(label);
      return has(key) && names.of(key, label) ? key : undefined;
    },
  };
}

/** Takes over the counts of a message, and forgets zones and lines that its camera no longer has. */
export function countReport(camera: Camera, report: CameraReport, labels: CountedLabels, now: number): void {
  if (report.objects) countIn(camera.view, report.objects, labels, now);
  for (const [zone, tally] of report.zones ?? []) {
    const name = camera.areas.of(zone);
    const place = camera.zones.get(zone) ?? (name && openPlace(name, now));
    if (!place) continue;
    camera.zones.set(zone, place);
    countIn(place, tally, labels, now);
  }
  for (const [line, crossings] of report.lines ?? []) {
    const name = camera.areas.of(line);
    if (name) camera.lines.set(line, { ...crossings, line: name, sight: seenAt(now) });
  }
  if (report.zones) forgetMissed(camera.zones, report.zones, now);
  if (report.lines) forgetMissed(camera.lines, report.lines, now);
  for (const [area] of camera.areas.entries()) {
    if (!camera.zones.has(area) && !camera.lines.has(area)) camera.areas.forget(area);
  }
}

/** Keys of the labels of a camera and its zones. */
export const labelsOf = ({ view, zones, pictures }: Camera): string[] => [
  ...[view, ...zones.values()].flatMap(({ labels }) => [...labels.keys()]),
  ...pictures,
];

/** Gives a label counts in a place, if it has none yet. */
export function addLabel(place: Place, key: string): void {
  if (!place.labels.has(key)) place.labels.set(key, 0);
}

function countIn(place: Place, { count, labels: tally }: Tally, labels: CountedLabels, now: number): void {
  place.count = count;
  place.sight = seenAt(now);
  for (const key of [...place.labels.keys(), ...labels.listed]) place.labels.set(key, 0);
  for (const [label, more] of tally) {
    const key = labels.keyOf(label);
    if (key !== undefined) place.labels.set(key, (place.labels.get(key) ?? 0) + more);
  }
}

function forgetMissed(
  areas: Map<string, { readonly sight: Sight }>,
  reported: ReadonlyMap<string, unknown>,
  now: number,
): void {
  for (const [name, { sight }] of areas) {
    if (reported.has(name)) continue;
    sight.missed++;
    if (sight.missed >= AREA_KEPT_MESSAGES && now - sight.seen > AREA_KEPT_MS) areas.delete(name);
  }
}
