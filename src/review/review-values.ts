import type { Bbox, ImageSize, Point } from '../contract';
import { MAX_POINTS } from '../contract/points-input';
import { checkedBox, checkedMask } from '../dataset/review/changes';
import { type PictureQuery, pictureOrders, pictureStates } from '../dataset/review/picture-list';
import { sideLimits } from '../dataset/review/review';
import { invalidInput } from '../errors';
import { boundsOf } from '../geometry/areas';
import { maskBounds } from '../geometry/mask';

/** The values of an address, or of the body of a request. */
export type Values = Readonly<Record<string, unknown>>;

/** Images of one response. */
const MAX_LIMIT = 1000;

/** @throws VisionError `INVALID_INPUT` */
export function pictureQuery(values: Values): PictureQuery {
  const label = values.class;
  return {
    order: choiceIn(values, 'order', pictureOrders),
    state: choiceIn(values, 'state', pictureStates),
    ...(label === undefined || label === '' ? {} : { class: textIn(values, 'class') }),
    min: numberIn(values, 'min', 0, { min: 0, max: 1 }),
    max: numberIn(values, 'max', 1, { min: 0, max: 1 }),
    offset: Math.floor(numberIn(values, 'offset', 0, { min: 0, max: 1e9 })),
    limit: Math.floor(numberIn(values, 'limit', 50, { min: 0, max: MAX_LIMIT })),
  };
}

/** The longest side of a small image; `undefined`: the image itself. @throws VisionError `INVALID_INPUT` */
export const sideIn = (values: Values): number | undefined =>
  values.side === undefined ? undefined : Math.floor(numberIn(values, 'side', 0, sideLimits));

/** A text that is not empty. @throws VisionError `INVALID_INPUT` */
export function textIn(values: Values, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalidInput(name, 'a text that is not empty', value);
}

/** The first choice by default. @throws VisionError `INVALID_INPUT` */
export function choiceIn<T extends string>(
  values: Values,
  name: string,
  choices: readonly [T, ...T[]] | readonly T[],
): T {
  const value = values[name];
  if (value === undefined) return choices[0]!;
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  throw invalidInput(name, `one of ${choices.join(', ')}`, value);
}

/** @throws VisionError `INVALID_INPUT` */
export function numberIn(
  values: Values,
  name: string,
  initial: number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  const value = values[name];
  if (value === undefined || value === '') return initial;
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw invalidInput(name, `a number from ${min} to ${max}`, value);
}

/** What shows the object that is to be segmented. */
export interface SegmentPrompt {
  readonly bbox?: Bbox;
  readonly points: readonly Point[];
}

/**
 * Reads `{bbox?, points?: [x, y, 0 | 1][], rle?}`. Without a box, that of the mask `rle` is used. The box includes all points on
 * the object, because points outside of a box do not count.
 * @throws VisionError `INVALID_INPUT`, `BAD_BOXES`
 */
export function segmentPrompt({ bbox, points: given, rle }: Values, size: ImageSize): SegmentPrompt {
  const points = pointsOf(given);
  const mask = rle === undefined ? undefined : checkedMask('rle', rle, size);
  const box = bbox === undefined ? mask && maskBounds(mask) : checkedBox('bbox', bbox);
  if (box) {
    const on = points.filter(({ label }) => label === 1).map(({ x, y }): Bbox => [x, y, 0, 0]);
    return { bbox: boundsOf([box, ...on]), points };
  }
  if (points.length > 0) return { points };
  throw invalidInput('bbox', '[x, y, width, height], or points given', bbox);
}

function pointsOf(given: unknown): Point[] {
  if (given === undefined) return [];
  if (Array.isArray(given) && given.length <= MAX_POINTS && given.every(isPoint))
    return given.map(([x, y, label]) => ({ x, y, label }));
  throw invalidInput('points', `a list of at most ${MAX_POINTS} points [x, y, 0 or 1] in pixels`, given, 'BAD_BOXES');
}

const isPoint = (value: unknown): value is [number, number, 0 | 1] =>
  Array.isArray(value) &&
  value.length === 3 &&
  Number.isFinite(value[0]) &&
  Number.isFinite(value[1]) &&
  (value[2] === 0 || value[2] === 1);
