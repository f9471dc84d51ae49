import type { ImageSize } from '../contract';
import { labelKey } from '../contract';
import { type CutBox, growthTo, offsetTo } from './borders';
import { sizeDrift, sizeNoise } from './box-size';
import { colourDistance } from './colour-histogram';
import { costOfCover, expectedCovers, FOUND } from './cover';
import {
  costOfSize,
  type ExpectedSize,
  expectedSize,
  type LabelSizes,
  newcomersSize,
  sizeDensity,
  sizeModels,
} from './label-sizes';
import { predictedMotions } from './label-speeds';
import { elected } from './label-votes';
import { type ExpectedLocation, expectedLocation, logDensity, type Reach, reachOf } from './location';
import type { BoxSize } from './mean-size';
import type { Motion } from './motion';
import type { LabelMode } from './settings';
import { boxAround, type Sighting, secondsSince, type TrackedObject } from './tracked-object';

/** Newcomers per image and second, up to `MAX_NEW_SECONDS`, and false alarms per image. */
const NEWCOMERS = 0.1;
const MAX_NEW_SECONDS = 10;
const FALSE_ALARMS = 0.05;
/** Nats in favour of a known object: motions and detectors vary more than this model does. Less in favour of one not seen lately. */
const KNOWN = 3.5;
const KNOWN_SECONDS = 4;
/** Sizes say no more than this in favour of a pair, in nats: many objects have equal ones. */
const SIZE_MIN = -3;
/** Nats against another label. */
const LABEL_COST = 2.5;
/**
 * The cost of a distance of colours is `slope * (distance - centre)`, in nats, within limits: fitted to rendered scenes by
 * `bench/tracking/colour-fit.ts`. Without masks, boxes also show the background, which makes one object look different.
 */
export const colourCosts = {
  masks: { slope: 10, centre: 0.33 },
  boxes: { slope: 8.5, centre: 0.52 },
} as const;
interface ColourCost {
  readonly slope: number;
  readonly centre: number;
}
const COLOUR_MIN = -3;
const COLOUR_MAX = 6;

const LOG_HYPOTHESES = Math.log(3);

/** What a lane expects of an image. */
interface Expectations {
  /** The motion of each object at the time of the image. */
  readonly motions: readonly Motion[];
  readonly sizes: LabelSizes;
}

/**
 * The cost of giving a detection to an object, in nats: the negative logarithm of the ratio of two likelihoods, "it is this
 * object" and "it is a newcomer or a false alarm". Below 0, the object is more likely. Infinite if another
 * label forbids the pair, or if the detection is too far away.
 * @param time of the image in ms
 * @param image size of the image, over which newcomers are spread evenly
 */
export function pairCosts(
  objects: readonly TrackedObject[],
  sightings: readonly Sighting[],
  time: number,
  image: ImageSize,
  labels: LabelMode,
  { motions, sizes }: Expectations = { motions: predictedMotions(objects, time, new Map()), sizes: new Map() },
): Float64Array {
  const costs = new Float64Array(objects.length * sightings.length);
  const columns = sightings.map(seenOf);
  let cell = 0;
  for (const expected of expectedObjects(objects, motions, sightings, time, image, sizes))
    for (const seen of columns) costs[cell++] = costOf(expected, seen, labels);
  return costs;
}

/** A detection. */
interface Seen extends CutBox {
  readonly column: number;
  readonly size: BoxSize | undefined;
  readonly key: string;
  readonly colours: Float32Array | undefined;
  readonly colourCost: ColourCost;
}

function seenOf({ detection, colours, cut, size }: Sighting, column: number): Seen {
  const { bbox, label, mask } = detection;
  const colourCost = mask ? colourCosts.masks : colourCosts.boxes;
  return { column, bbox, cut, size, key: labelKey(label), colours, colourCost };
}

/** An object at the time of the image. */
interface Expected extends CutBox {
  readonly object: TrackedObject;
  readonly key: string;
  readonly location: ExpectedLocation;
  /** Outside of it, neither size nor colours can make good for the distance. */
  readonly reach: Reach;
  /** By how much the variance of the logarithm of its sides has grown since its last detection. */
  readonly drift: number;
  /** Its next size, if its label has a model of sizes, and the densities of the sizes of all detections, if they are newcomers. */
  readonly size: { readonly slope: number; readonly next: ExpectedSize; readonly newcomers: Float64Array } | undefined;
  readonly newcomerShare: number;
  /** What all of its pairs cost. */
  readonly fixed: number;
}

/** One at a time, so that not all are in memory at once. */
function* expectedObjects(
  objects: readonly TrackedObject[],
  motions: readonly Motion[],
  sightings: readonly Sighting[],
  time: number,
  image: ImageSize,
  sizes: LabelSizes,
): Generator<Expected> {
  const models = sizeModels(sizes);
  const newcomers = new Map(
    [...models].map(([key, model]) => {
      const expected = newcomersSize(model);
      return [
        key,
        Float64Array.from(sightings, ({ size }) => (size ? sizeDensity(model.slope, expected, size) : 0)),
      ] as const;
    }),
  );
  const places = objects.map((object, index) => ({
    bbox: boxAround(motions[index]!, object),
    existence: object.existence,
    variance: motions[index]!.spreadX.position / (object.width * object.height),
  }));
  const covers = expectedCovers(places);
  for (const [index, object] of objects.entries()) {
    const { meanSize, cut, colours } = object;
    const { key } = elected(object.labels);
    const model = models.get(key);
    const seconds = secondsSince(object.lastSeen, time);
    const arrivals = NEWCOMERS * Math.min(seconds, MAX_NEW_SECONDS);
    const location = expectedLocation(object, motions[index]!, seconds);
    const fixed =
      Math.log((arrivals + FALSE_ALARMS) / (image.width * image.height)) -
      Math.log(FOUND) -
      Math.log(object.existence) -
      KNOWN / (1 + seconds / KNOWN_SECONDS) +
      costOfCover(covers[index]!);
    const lowest = fixed + (model && meanSize ? SIZE_MIN : 0) + (colours ? COLOUR_MIN : 0);
    yield {
      object,
      key,
      location,
      reach: reachOf(location, lowest - LOG_HYPOTHESES),
      drift: sizeDrift(seconds),
      size: model &&
        meanSize && { slope: model.slope, next: expectedSize(model, meanSize), newcomers: newcomers.get(key)! },
      newcomerShare: arrivals / (arrivals + FALSE_ALARMS),
      bbox: places[index]!.bbox,
      cut,
      fixed,
    };
  }
}

function costOf(expected: Expected, seen: Seen, labels: LabelMode): number {
  const isOther = labels !== 'free' && expected.key !== seen.key;
  if (isOther && labels === 'strict') return Infinity;
  const { reach, location } = expected;
  const { moved, kept, still } = location;
  const x = moved.x + offsetTo(0, expected, seen);
  if (x < reach.left || x > reach.right) return Infinity;
  const y = moved.y + offsetTo(1, expected, seen);
  if (y < reach.top || y > reach.bottom) return Infinity;
  return (
    expected.fixed -
    logSum(logSum(logDensity(moved, x, y), logDensity(kept, x, y)), logDensity(still, x, y)) +
    costOfSizes(expected, seen) +
    (isOther ? LABEL_COST : 0) +
    costOfColours(expected.object.colours, seen.colours, seen.colourCost)
  );
}

function costOfSizes(expected: Expected, seen: Seen): number {
  const { size, drift } = expected;
  if (size && seen.size) {
    const same = sizeDensity(size.slope, size.next, seen.size);
    return Math.max(SIZE_MIN, costOfSize(same, size.newcomers[seen.column]!, expected.newcomerShare));
  }
  const { width, height } = expected.object.sizeVariances;
  const wide = growthTo(0, expected, seen) ** 2 / (width + sizeNoise.width + drift);
  const tall = growthTo(1, expected, seen) ** 2 / (height + sizeNoise.height + drift);
  return (wide + tall) / 2;
}

function costOfColours(
  a: Float32Array | undefined,
  b: Float32Array | undefined,
  { slope, centre }: ColourCost,
): number {
  const distance = a && b && colourDistance(a, b);
  return distance === undefined ? 0 : Math.min(COLOUR_MAX, Math.max(COLOUR_MIN, slope * (distance - centre)));
}

/** Logarithm of the sum of two exponentials, without underflow. */
const logSum = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
