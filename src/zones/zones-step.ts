import type { Detection, ImageSize, LineCount, Track, VisionEvent, ZoneCount } from '../contract';
import { scaledBox } from '../geometry/box';
import { isSameSize } from '../geometry/image-size';
import { type Followed, followedDetections, followedTracks, identityOf } from './followed';
import { goneObject, type ObjectStep, scaledObject, seenObject, stayedObject } from './object-step';
import type { PlacedRows } from './placed-rows';
import { relatedAmong } from './related';
import { addCrossing, isDetectedIn, isDetectedWith, lineCount, zoneCount } from './zone-counts';
import { zoneEvent } from './zone-event';
import { type ZoneObject, type ZonesState, zonesOf } from './zones-state';

/** One image of a camera, and the objects in it. */
export interface ZonesInput {
  /** When the image was taken, in ms since 1970. */
  readonly time: number;
  /** Size of the upright image. Absent: that of the last image. */
  readonly image?: ImageSize;
  /** The objects that a tracker follows. Absent: the detections may have identities. */
  readonly tracks?: readonly Track[];
  /** Absent: the image was not searched. `[]`: it was, and nothing was found. */
  readonly detections?: readonly Detection[];
  /** Adds the shapes of zones and lines to their counts, in pixels. */
  readonly withShapes?: boolean;
}

export interface ZonesResult {
  /** Every zone of the camera, also those without objects. */
  readonly zones: Readonly<Record<string, ZoneCount>>;
  /** Every line of the camera. */
  readonly lines: Readonly<Record<string, LineCount>>;
  /** In the order of their times. */
  readonly events: readonly VisionEvent[];
  /** The detections and tracks of the input, with the names of their zones. */
  readonly detections?: readonly Detection[];
  readonly tracks?: readonly Track[];
  /** Whether objects had an identity. Without one, there are counts, but no events and no crossings. */
  readonly isTracked: boolean;
}

/** Without tracks, an object is gone if images did not show it for this time. */
const GONE_MS = 5000;
/** An image that is older than the last one by more than this belongs to another recording. */
const MAX_STEP_BACK_MS = 60_000;
/** Beyond, the objects that were seen longest ago are forgotten. */
const MAX_OBJECTS = 1000;

type PlacedInput = ZonesInput & { readonly image: ImageSize };

/** The state and result after one message. */
export function nextStep(
  before: ZonesState,
  input: PlacedInput,
  camera: string,
  rows: PlacedRows,
): { readonly state: ZonesState; readonly result: ZonesResult } {
  const { image, tracks, detections } = input;
  const previous = inPixelsOf(image, before);
  const isRestart = input.time < previous.time - MAX_STEP_BACK_MS;
  const start = startOf(previous, input, isRestart);
  const followed = followedIn(input, start.time);
  const isTracked = tracks !== undefined || haveIdentities(detections, start);

  const isGone = ({ lastSeen }: ZoneObject): boolean =>
    tracks !== undefined || (detections !== undefined && start.time - lastSeen > GONE_MS);
  const relatedTo = relatedAmong(() => {
    const trackIds = new Set(followed.map(({ trackId }) => trackId));
    const missed = [...start.objects.values()].filter((one) => !trackIds.has(one.trackId) && !isGone(one));
    const unidentified = (detections ?? start.untracked).filter((one) => identityOf(one) === undefined);
    return [...followed, ...missed, ...unidentified.map(({ label, bbox }) => ({ label, bbox }))];
  });

  const seen = followed.map((one) => {
    const step = seenObject(one, rows, start, camera, relatedTo);
    // An object that the image does not show may have left.
    return one.isSeen || !detections ? stayedObject(step, rows, start.time) : step;
  });
  const ids = new Set(seen.map(({ object }) => object.id));
  const others = [...start.objects.values()].filter(({ id }) => !ids.has(id));
  const gone = [...(isRestart ? previous.objects.values() : []), ...others.filter(isGone)].map((object) =>
    goneObject(object, rows, image),
  );
  const kept = others
    .filter((object) => !isGone(object))
    .map((object): ObjectStep => ({ object, facts: [] }))
    .map((step) => (detections ? step : stayedObject(step, rows, start.time)));

  const steps = [...gone, ...kept, ...seen];
  const present = [...kept, ...seen].slice(-MAX_OBJECTS).map(({ object }) => object);
  const state: ZonesState = {
    ...start,
    objects: new Map(present.map((object) => [object.id, object])),
    untracked: isTracked ? [] : (detections ?? start.untracked),
    totals: totalsAfter(start.totals, steps),
  };
  const zonesAt = (one: Detection | Track): string[] => [
    ...rows.zones.filter((zone) => isDetectedIn(zone, one)).map(({ row }) => row.name),
    ...rows.relations.filter((row) => isDetectedWith(row, one, relatedTo(row))).map(({ name }) => name),
  ];
  const zonesIn = zonesOfDetections(present, zonesAt);
  const events = steps.flatMap(({ object, facts }) => facts.map((fact) => zoneEvent(fact, object, camera, image)));
  return {
    state,
    result: {
      zones: zoneCounts(state, present, rows, zonesAt),
      lines: Object.fromEntries(rows.lines.map(({ row: { name } }) => [name, lineCount(state.totals.get(name))])),
      events: events.sort((a, b) => a.time - b.time),
      ...(detections && { detections: detections.map((one) => ({ ...one, zones: zonesIn(one) })) }),
      ...(tracks && { tracks: tracks.map((one) => ({ ...one, zones: zonesIn(one) })) }),
      isTracked,
    },
  };
}

/** The state in pixels of an image that may have another size than the last one. */
function inPixelsOf(image: ImageSize, state: ZonesState): ZonesState {
  const { image: old = image, objects, untracked } = state;
  if (isSameSize(old, image)) return state;
  return {
    ...state,
    objects: new Map([...objects].map(([id, object]) => [id, scaledObject(object, old, image)])),
    // Their boxes decide: masks would have to be drawn again.
    untracked: untracked.map(({ mask: _, ...one }) => ({ ...one, bbox: scaledBox(one.bbox, old, image) })),
  };
}

/** The state before the objects of a message are judged: at its time. */
function startOf(
  previous: ZonesState,
  { time, image, tracks, detections }: PlacedInput,
  isRestart: boolean,
): ZonesState {
  const looks = previous.looks + (tracks || detections ? 1 : 0);
  return {
    ...previous,
    objects: isRestart ? new Map() : previous.objects,
    time: isRestart ? time : Math.max(time, previous.time),
    image: { width: image.width, height: image.height },
    ...(previous.looks === 0 && { started: time }),
    ...(previous.looks < 2 && { looks, initialUntil: time }),
  };
}

function followedIn({ tracks, detections }: ZonesInput, time: number): Followed[] {
  if (tracks) return followedTracks(tracks, detections);
  return detections ? followedDetections(detections, time) : [];
}

/** Whether the detections of a message have identities, as far as one can tell. Without detections, those before them. */
const haveIdentities = (detections: readonly Detection[] = [], { untracked }: ZonesState): boolean =>
  detections.length > 0 ? detections.some((one) => identityOf(one) !== undefined) : untracked.length === 0;

function totalsAfter(totals: ZonesState['totals'], steps: readonly ObjectStep[]): ZonesState['totals'] {
  const next = new Map(totals);
  for (const { object, facts } of steps) {
    for (const fact of facts) {
      if (fact.type === 'crossed') next.set(fact.zone, addCrossing(next.get(fact.zone), object.label, fact.direction));
    }
  }
  return next;
}

function zoneCounts(
  { untracked }: ZonesState,
  objects: readonly ZoneObject[],
  rows: PlacedRows,
  zonesAt: (detection: Detection) => readonly string[],
): Record<string, ZoneCount> {
  const detected = untracked.map((detection) => ({ label: detection.label, zones: new Set(zonesAt(detection)) }));
  const counts = rows.stayRows.map(({ name }) => {
    const inside = objects.filter(({ stays }) => stays.get(name)?.entered !== undefined);
    const found = detected.filter(({ zones }) => zones.has(name)).map(({ label }) => ({ label }));
    return [name, zoneCount([...inside, ...found])] as const;
  });
  return Object.fromEntries(counts);
}

/** The names of the zones of a detection or track: as decided for its object, else by its place alone. */
function zonesOfDetections(objects: readonly ZoneObject[], zonesAt: (detection: Detection | Track) => string[]) {
  const byTrackId = new Map(objects.map((object) => [object.trackId, object]));
  return (detection: Detection | Track): string[] => {
    const trackId = identityOf(detection);
    const object = trackId === undefined ? undefined : byTrackId.get(trackId);
    return object ? zonesOf(object) : zonesAt(detection);
  };
}
