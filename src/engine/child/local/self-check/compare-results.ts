import { boxIou } from '../../../../geometry/box';
import { maskIou } from '../../../../geometry/mask';
import type { Agreement } from '../../../protocol';
import type { TrialObject } from '../../backend';

/** A device passes if its results for the built-in image differ from the processor's by no more than this. */
export const tolerances = {
  /** Lowest IoU of two boxes of the same object. */
  boxIou: 0.9,
  /** Lowest IoU of two masks of the same object. */
  maskIou: 0.9,
  /** Largest difference of two scores of the same object, both 0 to 1. */
  scoreDifference: 0.05,
} as const;

/** Only confident objects are compared: below, the ranks of similar candidates depend on rounding. */
const MIN_SCORE = 0.1;
const MAX_OBJECTS = 5;

/**
 * Compares the best objects of each side with all objects of the other.
 * @param expected the processor's results, best score first
 * @param received the device's results, best score first
 * @returns the worst agreement of all compared objects; an object that the other side does not have agrees by 0
 */
export function compareResults(expected: readonly TrialObject[], received: readonly TrialObject[]): Agreement {
  // An object close to MIN_SCORE may be on either side of it.
  const unexpected = best(received, MIN_SCORE + tolerances.scoreDifference);
  const matches = [
    ...best(expected, MIN_SCORE).map((object) => closest(object, received)),
    ...unexpected.map((object) => closest(object, expected)),
  ];
  const lowest = (ious: readonly (number | undefined)[]): number | undefined => {
    const known = ious.filter((iou) => iou !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  };
  const [boxIou, maskIou] = [lowest(matches.map((match) => match.boxIou)), lowest(matches.map((one) => one.maskIou))];
  return {
    objects: matches.length,
    scoreDifference: Math.max(0, ...matches.map((match) => match.scoreDifference)),
    ...(boxIou === undefined ? {} : { boxIou }),
    ...(maskIou === undefined ? {} : { maskIou }),
  };
}

/** Whether the results are the same within the tolerances. NaN never is. */
export const agrees = ({ boxIou = 1, maskIou = 1, scoreDifference }: Agreement): boolean =>
  boxIou >= tolerances.boxIou && maskIou >= tolerances.maskIou && scoreDifference <= tolerances.scoreDifference;

/** `boxes IoU 0.412 (at least 0.9), scores differ by 0.310 (at most 0.05)` */
export function describeAgreement({ boxIou, maskIou, scoreDifference, objects }: Agreement): string {
  if (objects === 0) return 'no objects to compare';
  const iou = (name: string, value: number | undefined, least: number): string[] =>
    value === undefined ? [] : [`${name} IoU ${value.toFixed(3)} (at least ${least})`];
  return [
    ...iou('boxes', boxIou, tolerances.boxIou),
    ...iou('masks', maskIou, tolerances.maskIou),
    `scores differ by ${scoreDifference.toFixed(3)} (at most ${tolerances.scoreDifference})`,
  ].join(', ');
}

const best = (objects: readonly TrialObject[], minScore: number): TrialObject[] =>
  objects.filter(({ score }) => !(score < minScore)).slice(0, MAX_OBJECTS);

type Match = Omit<Agreement, 'objects'>;

/** The object of the same label that is most like `object`: several queries may have found the same one. */
function closest(object: TrialObject, others: readonly TrialObject[]): Match {
  const missing: Match = {
    scoreDifference: object.score,
    ...(object.bbox && { boxIou: 0 }),
    ...(object.mask && { maskIou: 0 }),
  };
  return others
    .filter(({ label }) => label === object.label)
    .map((other) => match(object, other))
    .reduce((a, b) => (isCloser(b, a) ? b : a), missing);
}

const match = (a: TrialObject, b: TrialObject): Match => ({
  scoreDifference: Math.abs(a.score - b.score),
  ...(a.bbox && { boxIou: b.bbox ? boxIou(a.bbox, b.bbox) : 0 }),
  ...(a.mask && { maskIou: b.mask ? maskIou(a.mask, b.mask) : 0 }),
});

/** Of those within the tolerance of the box or mask, the one with the closest score; else the one that overlaps most. */
function isCloser(a: Match, b: Match): boolean {
  const overlap = ({ boxIou = 1, maskIou = 1 }: Match): number => Math.min(boxIou, maskIou, tolerances.boxIou);
  return overlap(a) === overlap(b) ? !(a.scoreDifference >= b.scoreDifference) : overlap(a) > overlap(b);
}
