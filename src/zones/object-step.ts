import { type ImageSize, labelKey } from '../contract';
import { scaledBox } from '../geometry/box';
import { type Followed, sightsSince } from './followed';
import { type Crossing, type LineFact, seenAtLine } from './line';
import type { PlacedRows } from './placed-rows';
import { isFarFrom } from './placed-zone';
import { type RelatedBox, relationDepth, seenInRelation } from './relation';
import type { RelationRow } from './relation-row';
import type { Sight } from './sight';
import { dwelledInZone, goneFromZone, type Stay, seenInZone, type ZoneFact } from './zone';
import { countsLabel } from './zone-row';
import { idOf, type ZoneObject, type ZonesState } from './zones-state';

/** A fact about an object and a zone or line. */
export type Fact = (ZoneFact | (LineFact & { readonly type: 'crossed' })) & {
  readonly zone: string;
  /** Of an object that is gone. */
  readonly how?: 'edge' | 'lost';
};

/** An object after one message, and the facts that the message decided. */
export interface ObjectStep {
  readonly object: ZoneObject;
  readonly facts: readonly Fact[];
}

/** Distance to the border of the image within which a box touches it, in pixels. */
const BORDER = 2;

/** The object after all its sights that a message brings. */
export function seenObject(
  followed: Followed,
  rows: PlacedRows,
  state: ZonesState,
  camera: string,
  relatedTo: RelatedTo,
): ObjectStep {
  const known = state.objects.get(idOf(followed, state, camera));
  let object = metObject(followed, known, state, camera);
  const facts: Fact[] = [];
  for (const sight of sightsSince(followed, object.sight)) {
    const step = seenOnce(object, sight, rows, state.started);
    object = step.object;
    facts.push(...step.facts);
  }
  if (rows.relations.length === 0 || !followed.isSeen || object.sight?.time !== followed.lastSeen)
    return { object, facts };
  const related = relatedOnce(object, rows.relations, relatedTo);
  return { object: related.object, facts: [...facts, ...related.facts] };
}

/** The objects of the other kind of a relation that are present. */
export type RelatedTo = (row: RelationRow) => readonly RelatedBox[];

/** The relations of an object that an image shows. */
function relatedOnce(object: ZoneObject, relations: readonly RelationRow[], relatedTo: RelatedTo): ObjectStep {
  const facts: Fact[] = [];
  const stays = new Map(object.stays);
  for (const row of relations) {
    const { name } = row;
    const isCounted = row.labels.has(object.labelKey);
    const depth = isCounted
      ? relationDepth(row, object.bbox, object.trackId, relatedTo(row))
      : Number.NEGATIVE_INFINITY;
    const step = seenInRelation(row, stays.get(name), depth, object.lastSeen);
    if (step.stay) stays.set(name, step.stay);
    else stays.delete(name);
    for (const fact of step.facts) facts.push({ ...fact, zone: name });
  }
  return { object: { ...object, stays }, facts };
}

/** The object with its properties from the message. */
function metObject(followed: Followed, known: ZoneObject | undefined, state: ZonesState, camera: string): ZoneObject {
  const { trackId, label, score, bbox, lastSeen, still } = followed;
  const firstSeen = known?.firstSeen ?? followed.firstSeen;
  return {
    id: known?.id ?? idOf(followed, state, camera),
    trackId,
    label,
    labelKey: known?.label === label ? known.labelKey : labelKey(label),
    score,
    bbox,
    firstSeen,
    lastSeen,
    still,
    initial: known?.initial ?? firstSeen <= state.initialUntil,
    sight: known?.sight,
    stays: known?.stays ?? NO_STAYS,
    crossings: known?.crossings ?? NO_CROSSINGS,
  };
}

function seenOnce(
  object: ZoneObject,
  sight: Sight,
  { zones, lines, relations }: PlacedRows,
  started: number,
): ObjectStep {
  const facts: Fact[] = [];
  const stays = new Map<string, Stay>();
  for (const { name } of relations) if (object.stays.has(name)) stays.set(name, object.stays.get(name)!);
  for (const zone of zones) {
    const { name } = zone.row;
    const before = object.stays.get(name);
    if (!before && isFarFrom(zone, sight.bbox)) continue;
    const isCounted = countsLabel(zone.row, object.labelKey);
    const step = seenInZone(zone, before, object.sight, sight, isCounted);
    if (step.stay) stays.set(name, step.stay);
    for (const fact of step.facts) facts.push({ ...fact, zone: name });
  }
  const crossings = new Map<string, Crossing>();
  // Crossings before the first message belong to an earlier total.
  const before = object.sight && object.sight.time >= started ? object.sight : undefined;
  for (const line of before ? lines : []) {
    const { name } = line.row;
    const { crossing, fact } = seenAtLine(line, object.crossings.get(name), before!, sight);
    if (crossing) crossings.set(name, crossing);
    if (fact && countsLabel(line.row, object.labelKey)) facts.push({ ...fact, type: 'crossed', zone: name });
  }
  const next = {
    ...object,
    sight: { time: sight.time, bbox: sight.bbox },
    stays: stays.size > 0 ? stays : NO_STAYS,
    crossings: crossings.size > 0 ? crossings : NO_CROSSINGS,
  };
  return { object: next, facts };
}

/** Most objects are in no zone and at no line. They share these. */
const NO_STAYS: ReadonlyMap<string, Stay> = new Map();
const NO_CROSSINGS: ReadonlyMap<string, Crossing> = new Map();

/** The object at a later time, if it is still where it was last seen. */
export function stayedObject({ object, facts }: ObjectStep, rows: PlacedRows, time: number): ObjectStep {
  if (object.stays.size === 0) return { object, facts };
  const dwelled: Fact[] = [];
  const stays = new Map(object.stays);
  for (const { name, dwellSeconds } of rows.stayRows) {
    const step = dwelledInZone(dwellSeconds, stays.get(name), time);
    if (step.facts.length > 0) stays.set(name, step.stay!);
    for (const fact of step.facts) dwelled.push({ ...fact, zone: name });
  }
  return dwelled.length === 0 ? { object, facts } : { object: { ...object, stays }, facts: [...facts, ...dwelled] };
}

/** An object that is gone leaves all its zones. */
export function goneObject(object: ZoneObject, rows: PlacedRows, image: ImageSize): ObjectStep {
  const how = isAtBorder(object, image) ? 'edge' : 'lost';
  const facts = rows.stayRows.flatMap(({ name }) => {
    const stay = object.stays.get(name);
    return goneFromZone(stay, object.lastSeen).map(
      (fact): Fact => ({ ...fact, zone: name, ...(!stay?.changed && { how }) }),
    );
  });
  return { object: { ...object, stays: new Map(), crossings: new Map() }, facts };
}

function isAtBorder({ bbox: [x, y, width, height] }: ZoneObject, image: ImageSize): boolean {
  return x <= BORDER || y <= BORDER || x + width >= image.width - BORDER || y + height >= image.height - BORDER;
}

/** The object as it stands in an image of another size. */
export const scaledObject = (object: ZoneObject, from: ImageSize, to: ImageSize): ZoneObject => ({
  ...object,
  bbox: scaledBox(object.bbox, from, to),
  sight: object.sight && { ...object.sight, bbox: scaledBox(object.sight.bbox, from, to) },
});
