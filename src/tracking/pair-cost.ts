import type { ImageSize } from '../contract';
import { labelKey } from '../contract';
import { extentsOf, growthTo, offsetTo } from './borders';
import { sizeDrift, sizeNoise } from './box-size';
import { colourDistance } from './colour-histogram';
import { costOfCover, expectedCovers, FOUND } from './cover';
import { type LabelSpeeds, speedsOf } from './label-speeds';
import { elected } from './label-votes';
import { BOX_NOISE, predictMotion } from './motion';
import type { LabelMode } from './settings';
import { boxAround, centreOf, type Sighting, secondsSince, sizeOf, type TrackedObject } from './tracked-object';

/** Newcomers per image and second, up to `MAX_NEW_SECONDS`, and false alarms per image. */
const NEWCOMERS = 0.1;
const MAX_NEW_SECONDS = 10;
const FALSE_ALARMS = 0.05;
/** Standard deviation of the location of an object that stood still for this time and longer, in object sizes and seconds. */
const STILL_NOISE = 0.1;
const STILL_SECONDS = 1;
/** Logarithm of the density of the sizes of a newcomer. */
const NEW_SIZE = Math.log(0.49) + 0.5;
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
const COLOUR_MIN = -3;
const COLOUR_MAX = 6;

const LOG_TWO_PI = Math.log(2 * Math.PI);

/**
 * The cost of giving a detection to an object, in nats: the negative logarithm of the ratio of two likelihoods, "it is this
 * object" and "it is a newcomer or a false alarm". Below 0, the object is more likely. Infinite if forbidden.
 *
 * The location has two hypotheses: the object moved (`predictMotion`), or it stood still since its last detection, at the
 * filtered location, which is more exact than the last box. So neighbours that stand are not mixed up at high rates.
 * @param time of the image in ms
 * @param image size of the image, over which newcomers are spread evenly
 */
export function pairCosts(
  objects: readonly TrackedObject[],
  sightings: readonly Sighting[],
  time: number,
  image: ImageSize,
  labels: LabelMode,
  speeds: LabelSpeeds = new Map(),
): Float64Array {
  const costs = new Float64Array(objects.length * sightings.length);
  const measured = sightings.map(({ detection, colours, cut }) => ({
    isCut: cut !== undefined,
    extents: extentsOf(detection.bbox, cut),
    centre: centreOf(detection.bbox),
    logWidth: Math.log(detection.bbox[2]),
    logHeight: Math.log(detection.bbox[3]),
    key: labelKey(detection.label),
    colours,
    colourCost: detection.mask ? colourCosts.masks : colourCosts.boxes,
  }));
  const keys = objects.map((object) => elected(object.labels).key);
  const predicted = objects.map((object, index) =>
    predictMotion(object.motion, secondsSince(object.lastSeen, time), sizeOf(object), speedsOf(speeds, keys[index]!)),
  );
  const covers = expectedCovers(
    objects.map((object, index) => ({
      bbox: boxAround(predicted[index]!, object),
      existence: object.existence,
      variance: predicted[index]!.spreadX.position / (object.width * object.height),
    })),
  );
  let cell = 0;
  for (let index = 0; index < objects.length; index++) {
    const object = objects[index]!;
    const seconds = secondsSince(object.lastSeen, time);
    const size = sizeOf(object);
    const expected = predicted[index]!;
    const { x: lastX, y: lastY } = object.motion;
    const noise = (BOX_NOISE * size) ** 2;
    const moveX = expected.spreadX.position + noise;
    const moveY = expected.spreadY.position + noise;
    const stillVariance = (STILL_NOISE * size) ** 2 * Math.min(1, seconds / STILL_SECONDS) + noise;
    const logMove = Math.log(1 - object.stillShare) - Math.log(moveX * moveY) / 2 - LOG_TWO_PI;
    const logStill = Math.log(object.stillShare) - Math.log(stillVariance) - LOG_TWO_PI;
    const drift = sizeDrift(seconds);
    const wideVariance = object.sizeVariances.width + sizeNoise.width + drift;
    const tallVariance = object.sizeVariances.height + sizeNoise.height + drift;
    const [logWidth, logHeight] = [Math.log(object.width), Math.log(object.height)];
    const newcomers = NEWCOMERS * Math.min(seconds, MAX_NEW_SECONDS) + FALSE_ALARMS;
    const fixed =
      Math.log(newcomers / (image.width * image.height)) -
      Math.log(FOUND) -
      Math.log(object.existence) +
      Math.log(wideVariance * tallVariance) / 2 -
      NEW_SIZE +
      costOfCover(covers[index]!);
    const key = keys[index]!;
    const extents = extentsOf(boxAround(expected, object), object.cut);

    for (const other of measured) {
      const { centre, key: otherKey, colours, colourCost } = other;
      const isOther = labels !== 'free' && key !== otherKey;
      const isCut = object.cut !== undefined || other.isCut;
      const dx = isCut ? offsetTo(extents[0], other.extents[0]) : centre[0] - expected.x;
      const dy = isCut ? offsetTo(extents[1], other.extents[1]) : centre[1] - expected.y;
      const moved = logMove - dx ** 2 / (2 * moveX) - dy ** 2 / (2 * moveY);
      const still = logStill - ((dx + expected.x - lastX) ** 2 + (dy + expected.y - lastY) ** 2) / (2 * stillVariance);
      // Neither size, label nor colours can make good for such a distance.
      if (fixed - Math.max(moved, still) - Math.LN2 + COLOUR_MIN > 0) {
        costs[cell++] = Infinity;
        continue;
      }
      const wider = isCut ? growthTo(extents[0], other.extents[0]) : other.logWidth - logWidth;
      const taller = isCut ? growthTo(extents[1], other.extents[1]) : other.logHeight - logHeight;
      const sizes = wider ** 2 / (2 * wideVariance) + taller ** 2 / (2 * tallVariance);
      costs[cell++] =
        isOther && labels === 'strict'
          ? Infinity
          : fixed -
            logSum(moved, still) +
            sizes +
            (isOther ? LABEL_COST : 0) +
            costOfColours(object.colours, colours, colourCost);
    }
  }
  return costs;
}

function costOfColours(
  a: Float32Array | undefined,
  b: Float32Array | undefined,
  { slope, centre }: { readonly slope: number; readonly centre: number },
): number {
  const distance = a && b && colourDistance(a, b);
  return distance === undefined ? 0 : Math.min(COLOUR_MAX, Math.max(COLOUR_MIN, slope * (distance - centre)));
}

/** Logarithm of the sum of two exponentials, without underflow. */
const logSum = (a: number, b: number): number => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
