import { labelKey } from '../../contract';
import { random } from './random';

/** An object of a reviewed dataset. */
export interface JudgedObject {
  /** The class that it has now. */
  readonly label: string;
  /** The class that the detector gave it, if a person changed it. */
  readonly detected?: string;
  /** Of the detector, 0 to 1. Not used if a person made the object. */
  readonly score: number;
  /** Absent: no person has answered. */
  readonly answer?: 'accepted' | 'rejected';
  /** A person drew the object, because the detector missed it or its score was not above the threshold. */
  readonly made?: 'person';
  /** The detector did not find the object: an earlier one did. */
  readonly missed?: true;
}

/** Quality of the detections whose score exceeds a threshold. */
export interface ThresholdQuality {
  /** From 0 to 1. A detection is kept if its score exceeds it. */
  readonly threshold: number;
  /** Answered detections that are kept. */
  readonly kept: number;
  /** Share of the kept ones that are right, 0 to 1; `null` if none is kept. */
  readonly precision: number | null;
  /** Share of the true objects that are kept, 0 to 1. */
  readonly recall: number;
  /** Harmonic mean of precision and recall, 0 to 1. */
  readonly f1: number;
}

/** A threshold that the answers suggest. */
export interface LearnedThreshold extends ThresholdQuality {
  readonly precision: number;
  /** 95 % interval of `precision` (Wilson). */
  readonly precisionInterval: readonly [low: number, high: number];
  /** 95 % interval of `threshold` (bootstrap). */
  readonly interval: readonly [low: number, high: number];
  /** It keeps all detections that were answered. A lower threshold may be better: no answer says so or not. */
  readonly isLowest: boolean;
}

/**
 * Why there is no threshold: fewer than `MIN_ANSWERS` answers, no right detection, all detections with one score, as in datasets that were
 * imported without scores, or the precision is not reached.
 */
export type NoThreshold = 'few-answers' | 'none-right' | 'equal-scores' | 'not-reached';

/** What the answers say about one class. */
export interface ClassThresholds {
  readonly label: string;
  /** Detections of the class that were answered: those that were right and those that were wrong. */
  readonly answers: number;
  readonly right: number;
  /** Objects of the class that the detector did not find as such: drawn, or detected as another class. */
  readonly missed: number;
  /** Detections of the class without an answer. They do not count. */
  readonly unreviewed: number;
  /** At thresholds in steps of 0.01, lowest first; from the lowest one at which an answer exists. `[]` without answers. */
  readonly curve: readonly ThresholdQuality[];
  /** The threshold with the best F1. */
  readonly best: LearnedThreshold | NoThreshold;
  /** The lowest threshold whose precision is at least the requested one. */
  readonly precise: LearnedThreshold | NoThreshold;
}

export interface ThresholdOptions {
  /** Precision of `precise`, 0 to 1. */
  readonly precision?: number;
  /** The threshold with which a class was detected, if it is known. No lower one is suggested. */
  readonly used?: (label: string) => number | undefined;
}

/** Fewer answers than this suggest no threshold. */
export const MIN_ANSWERS = 10;

/** Resamples of the bootstrap, and the shares of them outside the interval on each side. */
const RESAMPLES = 200;
const TAIL = 0.025;
/** The quantile of the normal distribution for 95 %. */
const Z = 1.959964;

/**
 * Learns the threshold of each class from the answers of a review. A detection is right if a person accepted it with the class
 * that the detector gave it. One that got another class is wrong for its old class and missed for the new one. Objects that were
 * drawn, or that only an earlier detector found, are missed at every threshold. If they were rejected, they do not count. Neither do
 * objects without an answer.
 * @param objects those of all images
 * @returns one element for each class, in the order in which they first appear
 */
export function learnThresholds(
  objects: Iterable<JudgedObject>,
  { precision = 0.9, used = () => undefined }: ThresholdOptions = {},
): ClassThresholds[] {
  const classes = new Map<string, Answers>();
  const answersOf = (label: string): Answers => {
    const key = labelKey(label);
    const known = classes.get(key) ?? { label, detections: [], missed: 0, unreviewed: 0 };
    classes.set(key, known);
    return known;
  };
  for (const { label, detected = label, score, answer, made, missed } of objects) {
    const isSameClass = labelKey(label) === labelKey(detected);
    const isFound = made === undefined && missed === undefined;
    if (isFound && answer === undefined) answersOf(detected).unreviewed++;
    if (isFound && answer !== undefined) {
      answersOf(detected).detections.push({ score, isRight: answer === 'accepted' && isSameClass });
    }
    if (answer === 'accepted' && !(isFound && isSameClass)) answersOf(label).missed++;
  }
  return [...classes.values()].map((answers) => learnClass(answers, precision, used(answers.label)));
}

interface Detection {
  readonly score: number;
  readonly isRight: boolean;
}

interface Answers {
  readonly label: string;
  readonly detections: Detection[];
  missed: number;
  unreviewed: number;
}

/** Numbers of detections above a threshold. */
interface Counts {
  readonly kept: number;
  readonly right: number;
}

/** A place between two scores. */
interface Cut extends Counts {
  /** Those from 0 to `last` are kept, in the order of their scores. */
  readonly last: number;
  readonly threshold: number;
}

function learnClass(
  { label, detections, missed, unreviewed }: Answers,
  precision: number,
  used: number | undefined,
): ClassThresholds {
  const sorted = detections.toSorted((a, b) => b.score - a.score);
  const cuts = cutsOf(sorted, used);
  const lowest = cuts.at(-1);
  const right = lowest?.right ?? 0;
  const objects = right + missed;
  const counts = { label, answers: sorted.length, right, missed, unreviewed };
  const reason = noThreshold(sorted, right);
  if (reason || !lowest) {
    return { ...counts, curve: curveOf(sorted, lowest, objects), best: reason!, precise: reason! };
  }
  const chosen = [bestCut(cuts, objects), preciseCut(cuts, precision)] as const;
  const resampled = resample(sorted, missed, cuts, precision);
  const [best, precise] = chosen.map((cut, index): LearnedThreshold | NoThreshold => {
    if (!cut) return 'not-reached';
    return {
      ...qualityOf(cut.threshold, cut, objects),
      precision: cut.right / cut.kept,
      precisionInterval: wilsonInterval(cut.right, cut.kept),
      interval: interval([cut.threshold, ...resampled[index]!]),
      isLowest: cut === lowest,
    };
  }) as [LearnedThreshold, LearnedThreshold | NoThreshold];
  return { ...counts, curve: curveOf(sorted, lowest, objects), best, precise };
}

function noThreshold(sorted: readonly Detection[], right: number): NoThreshold | undefined {
  if (sorted.length < MIN_ANSWERS) return 'few-answers';
  if (right === 0) return 'none-right';
  return sorted[0]!.score === sorted.at(-1)!.score ? 'equal-scores' : undefined;
}

/** One cut below each distinct score, the highest one first. */
function cutsOf(sorted: readonly Detection[], used: number | undefined): Cut[] {
  const cuts: Cut[] = [];
  let right = 0;
  sorted.forEach(({ score, isRight }, last) => {
    if (isRight) right++;
    const next = sorted[last + 1]?.score;
    if (next === score) return;
    const threshold = next === undefined ? lowestThreshold(score, used) : between(next, score);
    cuts.push({ kept: last + 1, right, last, threshold });
  });
  return cuts;
}

/** The threshold that keeps all: the one that was used, else the next one of two decimals below all scores. */
function lowestThreshold(score: number, used: number | undefined): number {
  if (used !== undefined && used < score) return used;
  return Math.max(Math.ceil(score * 100 - 1e-9) - 1, 0) / 100;
}

/** The middle of two scores with as few decimals as possible, at least two. It is at least `low` and less than `high`. */
function between(low: number, high: number): number {
  for (let decimals = 2; decimals <= 9; decimals++) {
    const rounded = Number(((low + high) / 2).toFixed(decimals));
    if (rounded >= low && rounded < high) return rounded;
  }
  return low;
}

/** F1 = 2 TP / (2 TP + FP + FN) = 2 right / (kept + objects) (van Rijsbergen, "Information Retrieval", 1979, with beta = 1). */
const f1Of = ({ kept, right }: Counts, objects: number): number => (2 * right) / (kept + objects);

function qualityOf(threshold: number, { kept, right }: Counts, objects: number): ThresholdQuality {
  const [precision, recall] = [kept === 0 ? null : right / kept, objects === 0 ? 0 : right / objects];
  return { threshold, kept, precision, recall, f1: kept + objects === 0 ? 0 : f1Of({ kept, right }, objects) };
}

const bestCut = (cuts: readonly Cut[], objects: number): Cut =>
  cuts.reduce((best, cut) => (f1Of(cut, objects) > f1Of(best, objects) ? cut : best));

const preciseCut = (cuts: readonly Cut[], precision: number): Cut | undefined =>
  cuts.findLast(({ kept, right }) => kept > 0 && right / kept >= precision);

function curveOf(sorted: readonly Detection[], lowest: Cut | undefined, objects: number): ThresholdQuality[] {
  if (!lowest) return [];
  const curve: ThresholdQuality[] = [];
  let { kept, right } = lowest;
  for (let step = Math.floor(lowest.threshold * 100 + 1e-9); step < 100; step++) {
    for (; kept > 0 && sorted[kept - 1]!.score <= step / 100; kept--) if (sorted[kept - 1]!.isRight) right--;
    curve.push(qualityOf(step / 100, { kept, right }, objects));
  }
  return curve;
}

/**
 * The Wilson score interval of a share, 95 % (Wilson, "Probable Inference, the Law of Succession, and Statistical Inference",
 * 1927; Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion", 2001, formula 4).
 */
export function wilsonInterval(count: number, total: number): [low: number, high: number] {
  const share = count / total;
  const centre = share + Z ** 2 / (2 * total);
  const half = Z * Math.sqrt((share * (1 - share)) / total + Z ** 2 / (4 * total ** 2));
  const scale = 1 + Z ** 2 / total;
  return [Math.max((centre - half) / scale, 0), Math.min((centre + half) / scale, 1)];
}

/**
 * Both thresholds of bootstrap samples: as many answers and missed objects, drawn with replacement (Efron and Tibshirani, "An
 * Introduction to the Bootstrap", 1993, chapter 13). The seed is fixed, so equal answers have equal intervals.
 */
function resample(
  sorted: readonly Detection[],
  missed: number,
  cuts: readonly Cut[],
  precision: number,
): [best: number[], precise: number[]] {
  const next = random(1);
  const total = sorted.length + missed;
  const isRight = Uint8Array.from(sorted, (one) => (one.isRight ? 1 : 0));
  const times = new Uint32Array(sorted.length);
  const thresholds: [best: number[], precise: number[]] = [[], []];
  for (let sample = 0; sample < RESAMPLES; sample++) {
    times.fill(0);
    let objects = 0;
    for (let drawn = 0; drawn < total; drawn++) {
      const index = Math.floor(next() * total);
      if (index < sorted.length) times[index]!++;
      objects += isRight[index] ?? 1;
    }
    let [kept, right, index, bestF1] = [0, 0, 0, -1];
    let [best, precise]: [Cut | undefined, Cut | undefined] = [undefined, undefined];
    for (const cut of cuts) {
      for (; index <= cut.last; index++) {
        kept += times[index]!;
        right += times[index]! * isRight[index]!;
      }
      if (kept === 0) continue;
      const f1 = f1Of({ kept, right }, objects);
      if (f1 > bestF1) [best, bestF1] = [cut, f1];
      if (right / kept >= precision) precise = cut;
    }
    if (best && objects > 0) thresholds[0].push(best.threshold);
    if (precise) thresholds[1].push(precise.threshold);
  }
  return thresholds;
}

function interval(values: readonly number[]): [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[Math.floor(TAIL * sorted.length)]!, sorted[Math.ceil((1 - TAIL) * sorted.length) - 1]!];
}
