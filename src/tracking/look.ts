import { type Bbox, type Detection, type ImageSize, labelKey } from '../contract';
import { assign } from './assignment';
import { cutBy, isWhole } from './borders';
import { colourHistograms, type Thumbnail } from './colour-histogram';
import { coverBy } from './cover';
import { learnedSizes, type Step } from './label-sizes';
import { learnedSpeeds, predictedMotions, speedsOf } from './label-speeds';
import { deservesId, goneBy, wasLookedAt } from './life';
import { sizeOfBox } from './mean-size';
import { pairCosts } from './pair-cost';
import type { TrackerSettings } from './settings';
import {
  type Confirmed,
  firstSight,
  hit,
  isConfirmed,
  miss,
  predictedBox,
  type Sighting,
  type TrackedObject,
} from './tracked-object';
import type { TrackerState } from './tracker-state';

/** An image that was searched. */
export interface SearchedImage {
  readonly image: ImageSize;
  readonly detections: readonly Detection[];
  /** The rectangles that were searched. Absent: the complete image. */
  readonly seen?: readonly Bbox[];
  readonly thumbnail?: Thumbnail;
}

export interface Look {
  readonly state: TrackerState;
  /** The object of each detection; `undefined` for one that is not tracked. */
  readonly objects: readonly (TrackedObject | undefined)[];
  /** Confirmed by this image. */
  readonly confirmed: ReadonlySet<number>;
  /** Confirmed objects that are gone since this image, and how. */
  readonly gone: readonly { readonly object: Confirmed; readonly how: 'edge' | 'lost' }[];
}

/** Objects per lane. Beyond, the weakest unconfirmed ones are forgotten. */
const MAX_OBJECTS = 300;
/** Objects that were there in the first images of a lane may not be new. */
const INITIAL_LOOKS = 2;
/** What was not found may stand at the same level as what hides it: its height is not known exactly. */
const SAME_LEVEL = -0.03;

/**
 * Continues objects with the detections of an image, starts new ones, and ends those that are gone.
 * The order of the detections has no effect.
 * @param time in ms since 1970, not before `state.time`
 */
export function lookAt(state: TrackerState, searched: SearchedImage, time: number, settings: TrackerSettings): Look {
  const { image, detections, seen } = searched;
  const sightings = sightingsOf(searched, settings);
  const motions = predictedMotions(state.objects, time, state.speeds);
  const pairs = assign(
    pairCosts(state.objects, sightings, time, image, settings.labels, { motions, sizes: state.sizes }),
    state.objects.length,
    sightings.length,
  );
  const serials = new Map<Sighting, number>();
  const gone: Look['gone'][number][] = [];
  const steps: Step[] = [];
  let { nextSerial, nextTrackId } = state;

  const continued = state.objects.flatMap((object, index) => {
    const sighting = sightings[pairs[index]!];
    if (sighting) {
      serials.set(sighting, object.serial);
      const after = hit(object, sighting, time, motions[index]);
      steps.push({ before: object, after, size: sighting.size });
      return [after];
    }
    if (!wasLookedAt(object, time, image, seen)) return [object];
    const missed = miss(object, coverOf(object, sightings, time));
    const how = goneBy(missed, time, image, settings);
    if (how === undefined) return [missed];
    if (isConfirmed(missed)) gone.push({ object: missed, how });
    return [];
  });
  const started = sightings
    .filter((sighting) => !serials.has(sighting) && sighting.detection.score >= settings.startScore)
    .map((sighting) => {
      serials.set(sighting, nextSerial);
      const speeds = speedsOf(state.speeds, labelKey(sighting.detection.label));
      return firstSight(sighting, time, nextSerial++, state.looks < INITIAL_LOOKS, speeds);
    });

  const confirmed = new Set<number>();
  const objects = strongest([...continued, ...started]).map((object) => {
    if (isConfirmed(object) || object.misses > 0 || !deservesId(object, settings)) return object;
    confirmed.add(object.serial);
    return { ...object, trackId: nextTrackId++ };
  });
  const bySerial = new Map(objects.map((object) => [object.serial, object]));
  const shown = new Array<TrackedObject | undefined>(detections.length).fill(undefined);
  for (const sighting of sightings) shown[sighting.index] = bySerial.get(serials.get(sighting) ?? 0);
  return {
    state: {
      ...{ objects, time, image, looks: state.looks + 1 },
      ...{ speeds: learnedSpeeds(state.speeds, steps), sizes: learnedSizes(state.sizes, steps) },
      ...{ nextSerial, nextTrackId },
    },
    objects: shown,
    confirmed,
    gone,
  };
}

/** The share of an object that was not found which the detection of a nearer one may hide. */
function coverOf(object: TrackedObject, sightings: readonly Sighting[], time: number): number {
  const bbox = predictedBox(object, time);
  let cover = 0;
  for (const { detection } of sightings) cover = Math.max(cover, coverBy(bbox, detection.bbox, SAME_LEVEL));
  return cover;
}

/** The detections that can be tracked, in an order that does not depend on that of the input. */
function sightingsOf({ detections, image, thumbnail }: SearchedImage, settings: TrackerSettings): Sighting[] {
  const tracked = detections
    .map((detection, index) => ({ detection, index }))
    .filter(({ detection }) => isTrackable(detection))
    .sort((a, b) => byScoreAndBox(a.detection, b.detection));
  const boxes = tracked.map(({ detection }) => detection);
  const colours = settings.colours && thumbnail ? colourHistograms(thumbnail, image, boxes) : [];
  return tracked.map(({ detection, index }, rank) => {
    const { bbox, mask } = detection;
    return {
      detection,
      index,
      cut: cutBy(bbox, image),
      size: isWhole(bbox, image) ? sizeOfBox(bbox, image) : undefined,
      colours: colours[rank],
      mask: settings.fillSeconds > 0 ? mask : undefined,
    };
  });
}

export const isTrackable = ({ bbox, score }: Detection): boolean =>
  bbox.every(Number.isFinite) && bbox[2] > 0 && bbox[3] > 0 && Number.isFinite(score);

function byScoreAndBox(a: Detection, b: Detection): number {
  if (a.score !== b.score) return b.score - a.score;
  const differences = a.bbox.map((value, index) => value - b.bbox[index]!);
  return differences.find((difference) => difference !== 0) ?? (a.label < b.label ? -1 : Number(a.label > b.label));
}

function strongest(objects: TrackedObject[]): TrackedObject[] {
  if (objects.length <= MAX_OBJECTS) return objects;
  const rank = (object: TrackedObject): number => (isConfirmed(object) ? 10 : 0) + object.existence + object.score / 10;
  const kept = new Set([...objects].sort((a, b) => rank(b) - rank(a) || a.serial - b.serial).slice(0, MAX_OBJECTS));
  return objects.filter((object) => kept.has(object));
}
