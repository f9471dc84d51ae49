import type { ImageSize } from '../contract';
import { labelKey } from '../contract';
import { type Extents, extentsOf, growthTo, offsetTo } from './borders';
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
import type { BoxSize } from './mean-size';
import { BOX_NOISE, type Motion, type Spread } from './motion';
import type { LabelMode } from './settings';
import { boxAround, centreOf, type Sighting, secondsSince, sizeOf, type TrackedObject } from './tracked-object';

/** Newcomers per image and second, up to `MAX_NEW_SECONDS`, and false alarms per image. */
const NEWCOMERS = 0.1;
const MAX_NEW_SECONDS = 10;
const FALSE_ALARMS = 0.05;
/** Standard deviation of the location of an object that stood still for this time and longer, in object sizes and seconds. */
const STILL_NOISE = 0.1;
const STILL_SECONDS = 1;
/** Share of moving objects that keep their velocity, and by how far they miss the place it leads to, in object sizes per second. */
const KEEPING = 0.6;
const KEEPING_NOISE = 0.2;
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

const LOG_TWO_PI = Math.log(2 * Math.PI);
const LOG_HYPOTHESES = Math.log(3);

/** What a lane expects of an image. */
interface Expectations {
  /** The motion of each object at the time of the image. */
  readonly motions: readonly Motion[];
  readonly sizes: LabelSizes;
}

/**
 * The cost of giving a detection to an object, in nats: the negative logarithm of the ratio of two likelihoods, "it is this
 * object" and "it is a newcomer or a false alarm". Below 0, the object is more likely. Infinite if forbidden.
 *
 * The location has three hypotheses: the object moved and forgot its velocity (`predictMotion`), or kept it, or stood still
 * since its last detection, at the filtered location, which is more exact than the last box. So neighbours that stand are not
 * mixed up at high rates.
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
  const isAnyCut = [...objects, ...sightings].some(({ cut }) => cut !== undefined);
  const columns = sightings.map((sighting, column) => seenOf(sighting, column, isAnyCut));
  let cell = 0;
  for (const expected of expectedObjects(objects, motions, sightings, time, image, sizes, isAnyCut))
    for (const seen of columns) costs[cell++] = costOf(expected, seen, labels);
  return costs;
}

/** A detection. */
interface Seen {
  readonly column: number;
  readonly x: number;
  readonly y: number;
  readonly logWidth: number;
  readonly logHeight: number;
  readonly size: BoxSize | undefined;
  readonly isCut: boolean;
  readonly extents: Extents | undefined;
  readonly key: string;
  readonly colours: Float32Array | undefined;
  readonly colourCost: ColourCost;
}

function seenOf({ detection, colours, cut, size }: Sighting, column: number, isAnyCut: boolean): Seen {
  const { bbox, mask } = detection;
  const [x, y] = centreOf(bbox);
  return {
    column,
    x,
    y,
    logWidth: Math.log(bbox[2]),
    logHeight: Math.log(bbox[3]),
    size,
    isCut: cut !== undefined,
    extents: isAnyCut ? extentsOf(bbox, cut) : undefined,
    key: labelKey(detection.label),
    colours,
    colourCost: mask ? colourCosts.masks : colourCosts.boxes,
  };
}

/** An object at the time of the image. */
interface Expected {
  readonly key: string;
  /** If it moved, if it kept its velocity, and if it stood still. */
  readonly x: number;
  readonly y: number;
  readonly keptX: number;
  readonly keptY: number;
  readonly stillX: number;
  readonly stillY: number;
  readonly moveX: number;
  readonly moveY: number;
  readonly keptVarianceX: number;
  readonly keptVarianceY: number;
  readonly stillVariance: number;
  readonly logMove: number;
  readonly logKept: number;
  readonly logStill: number;
  readonly logWidth: number;
  readonly logHeight: number;
  readonly wideVariance: number;
  readonly tallVariance: number;
  /** Its next size, if its label has a model of sizes, and the densities of the sizes of all detections, if they are newcomers. */
  readonly size: { readonly slope: number; readonly next: ExpectedSize; readonly newcomers: Float64Array } | undefined;
  readonly newcomerShare: number;
  readonly isCut: boolean;
  /** Only if the border cuts any object or detection off. */
  readonly extents: Extents | undefined;
  readonly colours: Float32Array | undefined;
  /** What all of its pairs cost, and by how much sizes and colours can lower it. */
  readonly fixed: number;
  readonly least: number;
}

function expectedObjects(
  objects: readonly TrackedObject[],
  motions: readonly Motion[],
  sightings: readonly Sighting[],
  time: number,
  image: ImageSize,
  sizes: LabelSizes,
  isAnyCut: boolean,
): Expected[] {
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
  const covers = expectedCovers(
    objects.map((object, index) => ({
      bbox: boxAround(motions[index]!, object),
      existence: object.existence,
      variance: motions[index]!.spreadX.position / (object.width * object.height),
    })),
  );
  return objects.map((object, index) => {
    const { motion, stillShare, meanSize, sizeVariances, cut, colours } = object;
    const { x, y, spreadX, spreadY } = motions[index]!;
    const { key } = elected(object.labels);
    const model = models.get(key);
    const seconds = secondsSince(object.lastSeen, time);
    const size = sizeOf(object);
    const noise = (BOX_NOISE * size) ** 2;
    const moveX = spreadX.position + noise;
    const moveY = spreadY.position + noise;
    const stillVariance = (STILL_NOISE * size) ** 2 * Math.min(1, seconds / STILL_SECONDS) + noise;
    const keptNoise = noise + (KEEPING_NOISE * size * seconds) ** 2;
    const keptVarianceX = keptNoise + keptSpread(motion.spreadX, seconds);
    const keptVarianceY = keptNoise + keptSpread(motion.spreadY, seconds);
    const logMoving = Math.log(1 - stillShare) - LOG_TWO_PI;
    const drift = sizeDrift(seconds);
    const arrivals = NEWCOMERS * Math.min(seconds, MAX_NEW_SECONDS);
    return {
      key,
      x,
      y,
      keptX: motion.x + seconds * motion.vx,
      keptY: motion.y + seconds * motion.vy,
      stillX: motion.x,
      stillY: motion.y,
      moveX,
      moveY,
      keptVarianceX,
      keptVarianceY,
      stillVariance,
      logMove: logMoving + Math.log(1 - KEEPING) - Math.log(moveX * moveY) / 2,
      logKept: logMoving + Math.log(KEEPING) - Math.log(keptVarianceX * keptVarianceY) / 2,
      logStill: Math.log(stillShare) - Math.log(stillVariance) - LOG_TWO_PI,
      logWidth: Math.log(object.width),
      logHeight: Math.log(object.height),
      wideVariance: sizeVariances.width + sizeNoise.width + drift,
      tallVariance: sizeVariances.height + sizeNoise.height + drift,
      size: model &&
        meanSize && { slope: model.slope, next: expectedSize(model, meanSize), newcomers: newcomers.get(key)! },
      newcomerShare: arrivals / (arrivals + FALSE_ALARMS),
      extents: isAnyCut ? extentsOf(boxAround({ x, y }, object), cut) : undefined,
      isCut: cut !== undefined,
      colours,
      fixed:
        Math.log((arrivals + FALSE_ALARMS) / (image.width * image.height)) -
        Math.log(FOUND) -
        Math.log(object.existence) -
        KNOWN / (1 + seconds / KNOWN_SECONDS) +
        costOfCover(covers[index]!),
      least: (model && meanSize ? SIZE_MIN : 0) + (colours ? COLOUR_MIN : 0),
    };
  });
}

/** Infinity if neither size nor colours can make good for the distance. */
function costOf(expected: Expected, seen: Seen, labels: LabelMode): number {
  const isOther = labels !== 'free' && expected.key !== seen.key;
  if (isOther && labels === 'strict') return Infinity;
  // What the border cuts off is compared by the other edges.
  const isCut = expected.isCut || seen.isCut;
  const dx = isCut ? offsetTo(expected.extents![0], seen.extents![0]) : seen.x - expected.x;
  const dy = isCut ? offsetTo(expected.extents![1], seen.extents![1]) : seen.y - expected.y;
  const moved = expected.logMove - dx ** 2 / (2 * expected.moveX) - dy ** 2 / (2 * expected.moveY);
  const keptX = dx + expected.x - expected.keptX;
  const keptY = dy + expected.y - expected.keptY;
  const kept = expected.logKept - keptX ** 2 / (2 * expected.keptVarianceX) - keptY ** 2 / (2 * expected.keptVarianceY);
  const stepX = dx + expected.x - expected.stillX;
  const stepY = dy + expected.y - expected.stillY;
  const still = expected.logStill - (stepX ** 2 + stepY ** 2) / (2 * expected.stillVariance);
  if (expected.fixed - Math.max(moved, kept, still) - LOG_HYPOTHESES + expected.least > 0) return Infinity;
  return (
    expected.fixed -
    logSum(logSum(moved, kept), still) +
    costOfSizes(expected, seen, isCut) +
    (isOther ? LABEL_COST : 0) +
    costOfColours(expected.colours, seen.colours, seen.colourCost)
  );
}

/** Variance of a coordinate after some seconds at the same velocity. */
const keptSpread = ({ position, covariance, velocity }: Spread, seconds: number): number =>
  position + 2 * seconds * covariance + seconds ** 2 * velocity;

function costOfSizes(expected: Expected, seen: Seen, isCut: boolean): number {
  const { size } = expected;
  if (size && seen.size) {
    const same = sizeDensity(size.slope, size.next, seen.size);
    return Math.max(SIZE_MIN, costOfSize(same, size.newcomers[seen.column]!, expected.newcomerShare));
  }
  const wider = isCut ? growthTo(expected.extents![0], seen.extents![0]) : seen.logWidth - expected.logWidth;
  const taller = isCut ? growthTo(expected.extents![1], seen.extents![1]) : seen.logHeight - expected.logHeight;
  return wider ** 2 / (2 * expected.wideVariance) + taller ** 2 / (2 * expected.tallVariance);
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
