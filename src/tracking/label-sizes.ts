import { elected, MAX_LABELS } from './label-votes';
import type { BoxSize, MeanSize } from './mean-size';
import { isConfirmed, type TrackedObject } from './tracked-object';

/** Sums over detections of confirmed objects of one label, for one side. `side` is the logarithm. */
interface SideSums {
  readonly count: number;
  readonly bottom: number;
  readonly bottomSquared: number;
  readonly side: number;
  readonly sideSquared: number;
  readonly product: number;
  /** Squares of the differences between a detection and the mean of its object. */
  readonly noise: number;
}

/** What a lane has learned of the sizes of its labels, by their key. */
export type LabelSizes = ReadonlyMap<string, { readonly wide: SideSums; readonly tall: SideSums }>;

/** How a side is distributed over the objects of a label: the logarithm at the upper edge of the image. */
interface SideModel {
  readonly mean: number;
  /** Variance of `mean`. */
  readonly uncertainty: number;
  /** Variance between objects. */
  readonly between: number;
  /** Variance of the detections of one object. */
  readonly noise: number;
}

/** How large the objects of a label are, and how much larger they are further down. */
export interface SizeModel {
  /** Growth of the logarithms of both sides from the upper to the lower edge of the image, shared by all labels. */
  readonly slope: number;
  readonly wide: SideModel;
  readonly tall: SideModel;
}

/** The size that the next detection of an object will have: a normal distribution of the logarithms, without the slope. */
export interface ExpectedSize {
  readonly wide: number;
  readonly tall: number;
  readonly wideVariance: number;
  readonly tallVariance: number;
}

/** Older detections fade, so that a lane learns new habits. */
const MAX_COUNT = 400;
/** What is assumed before anything was seen, and the number of detections it counts for. */
const START_SLOPE_WEIGHT = 0.02;
const START_VARIANCE = 0.25 ** 2;
const START_COUNT = 3;
const START_NOISE = { wide: 0.07 ** 2, tall: 0.05 ** 2 } as const;
const START_NOISE_COUNT = 10;
/** Larger differences are mix-ups. */
const MAX_NOISE = 0.3 ** 2;
const LEAST_BETWEEN = 0.01 ** 2;
/** The mean of a label is as uncertain as if each object had this number of detections: those of one object are alike. */
const PER_OBJECT = 5;
/** Variance of the logarithm of any size, and the mean density of both sides. */
const ANY_VARIANCE = 0.7 ** 2;
const ANY_SIZE = Math.exp(-0.5) / (2 * Math.PI * ANY_VARIANCE);
/** Share of the detections of an object that have another size: something hides a part of it. */
const ODD = 0.02;

const noSums: SideSums = { count: 0, bottom: 0, bottomSquared: 0, side: 0, sideSquared: 0, product: 0, noise: 0 };

/** An object that an image shows again, before and after its detection. */
export interface Step {
  readonly before: TrackedObject;
  readonly after: TrackedObject;
  /** Of the detection. Absent if a border cuts it off. */
  readonly size: BoxSize | undefined;
}

/** A step of which sizes are learned. */
interface SizeStep {
  readonly mean: MeanSize;
  readonly size: BoxSize;
}

/** The sizes after an image. */
export function learnedSizes(sizes: LabelSizes, continued: readonly Step[]): LabelSizes {
  const slope = slopeOf(sizes);
  const learned = new Map(sizes);
  for (const [key, steps] of stepsByLabel(continued)) {
    const old = learned.get(key) ?? (learned.size < MAX_LABELS ? { wide: noSums, tall: noSums } : undefined);
    if (!old) continue;
    learned.set(key, {
      wide: sumsAfter(old.wide, steps, 'wide', slope),
      tall: sumsAfter(old.tall, steps, 'tall', slope),
    });
  }
  return learned;
}

function stepsByLabel(continued: readonly Step[]): ReadonlyMap<string, readonly SizeStep[]> {
  const byLabel = new Map<string, SizeStep[]>();
  for (const { before, after, size } of continued) {
    const mean = before.meanSize;
    if (!size || !mean || !isConfirmed(after)) continue;
    const { key } = elected(after.labels);
    const steps = byLabel.get(key);
    if (steps) steps.push({ mean, size });
    else byLabel.set(key, [{ mean, size }]);
  }
  return byLabel;
}

function sumsAfter(sums: SideSums, steps: readonly SizeStep[], name: 'wide' | 'tall', slope: number): SideSums {
  let { count, bottom, bottomSquared, side, sideSquared, product, noise } = sums;
  for (const { mean, size } of steps) {
    const kept = Math.min(1, (MAX_COUNT - 1) / Math.max(1, count));
    const difference = size[name] - mean[name] - slope * (size.bottom - mean.bottom);
    // The mean is not exact either.
    const squared = (mean.count / (mean.count + 1)) * difference ** 2;
    count = kept * count + 1;
    bottom = kept * bottom + size.bottom;
    bottomSquared = kept * bottomSquared + size.bottom ** 2;
    side = kept * side + size[name];
    sideSquared = kept * sideSquared + size[name] ** 2;
    product = kept * product + size[name] * size.bottom;
    noise = kept * noise + Math.min(squared, MAX_NOISE);
  }
  return { count, bottom, bottomSquared, side, sideSquared, product, noise };
}

/** Regression within the labels (analysis of covariance), over both sides. Not below 0: nothing grows with distance. */
function slopeOf(sizes: LabelSizes): number {
  let [products, squares] = [0, 2 * START_SLOPE_WEIGHT];
  for (const sides of sizes.values()) {
    for (const { count, bottom, bottomSquared, side, product } of [sides.wide, sides.tall]) {
      products += product - (bottom * side) / count;
      squares += bottomSquared - bottom ** 2 / count;
    }
  }
  return Math.max(0, products / squares);
}

/** The distributions of all labels, by their key. */
export function sizeModels(sizes: LabelSizes): ReadonlyMap<string, SizeModel> {
  const slope = slopeOf(sizes);
  return new Map(
    [...sizes].map(([key, { wide, tall }]) => [
      key,
      { slope, wide: sideModel(wide, slope, START_NOISE.wide), tall: sideModel(tall, slope, START_NOISE.tall) },
    ]),
  );
}

function sideModel(sums: SideSums, slope: number, startNoise: number): SideModel {
  const { count, bottom, bottomSquared, side, sideSquared, product } = sums;
  const noise = (sums.noise + START_NOISE_COUNT * startNoise) / (count + START_NOISE_COUNT);
  const squares =
    sideSquared -
    side ** 2 / count -
    2 * slope * (product - (bottom * side) / count) +
    slope ** 2 * (bottomSquared - bottom ** 2 / count);
  const total = (Math.max(0, squares) + START_COUNT * START_VARIANCE) / (count + START_COUNT);
  return {
    mean: (side - slope * bottom) / count,
    uncertainty: 1 / (1 / ANY_VARIANCE + count / PER_OBJECT / total),
    between: Math.max(LEAST_BETWEEN, total - noise),
    noise,
  };
}

/** The next size of an object: Gelman et al., Bayesian Data Analysis (2013), section 5.4 (normal model with groups). */
export function expectedSize({ slope, wide, tall }: SizeModel, mean: MeanSize): ExpectedSize {
  const growth = slope * mean.bottom;
  const horizontal = ownShare(wide, mean.count);
  const vertical = ownShare(tall, mean.count);
  return {
    wide: wide.mean + horizontal * (mean.wide - growth - wide.mean),
    tall: tall.mean + vertical * (mean.tall - growth - tall.mean),
    wideVariance: varianceOf(wide, horizontal, mean.count),
    tallVariance: varianceOf(tall, vertical, mean.count),
  };
}

/** How much the mean of its own detections says of an object: 0 to 1. The rest is what its label says. */
const ownShare = ({ between, noise }: SideModel, count: number): number => between / (between + noise / count);

const varianceOf = ({ uncertainty, noise }: SideModel, share: number, count: number): number =>
  noise + (share * noise) / count + (1 - share) ** 2 * uncertainty;

/** The size that a newcomer of a label has. */
export const newcomersSize = ({ wide, tall }: SizeModel): ExpectedSize => ({
  ...{ wide: wide.mean, wideVariance: wide.between + wide.noise + wide.uncertainty },
  ...{ tall: tall.mean, tallVariance: tall.between + tall.noise + tall.uncertainty },
});

/** Density of the size of a detection, where an object of a label with this slope is expected to have another one. */
export function sizeDensity(slope: number, expected: ExpectedSize, { wide, tall, bottom }: BoxSize): number {
  const { wideVariance, tallVariance } = expected;
  const growth = slope * bottom;
  const squares =
    (wide - growth - expected.wide) ** 2 / wideVariance + (tall - growth - expected.tall) ** 2 / tallVariance;
  return Math.exp(-squares / 2) / (2 * Math.PI * Math.sqrt(wideVariance * tallVariance));
}

/**
 * Nats against giving a detection to an object, from its size.
 * @param same density of the size if it is this object
 * @param other density of the size if it is a newcomer of the same label
 * @param newcomers share of newcomers among detections of no known object. The others are false alarms, of any size
 */
export const costOfSize = (same: number, other: number, newcomers: number): number =>
  Math.log((newcomers * other + (1 - newcomers) * ANY_SIZE) / ((1 - ODD) * same + ODD * ANY_SIZE));
