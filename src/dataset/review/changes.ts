import type { Bbox, ImageSize, Mask } from '../../contract';
import type { ReviewAnswer } from '../../contract/review';
import { invalidInput, VisionError } from '../../errors';
import { maskFromGivenRle } from '../../geometry/given-rle';
import { maskArea, maskBounds } from '../../geometry/mask';
import { className, MAX_CLASS_NAME } from '../class-name';
import { boxInside, type DatasetObject } from '../objects';

/** A change of an object that is there, or a new object. */
export interface ObjectPut {
  /** Absent, or a chosen id that the image does not have: a new object. */
  readonly id?: number;
  /** The revision that the person saw. Absent: the newest one. */
  readonly revision?: number;
  /** As it should be, in pixels of the upright image. */
  readonly object: Omit<DatasetObject, 'score'>;
  /** `null` takes an answer back. */
  readonly answer: ReviewAnswer['answer'] | null;
}

export type PictureChange =
  | { readonly put: ObjectPut }
  | { readonly remove: Required<Pick<ObjectPut, 'id'>> & Pick<ObjectPut, 'revision'> }
  /** Whether the person says that the image has no objects. */
  | { readonly confirm: boolean };

const answers: readonly unknown[] = ['accepted', 'rejected'];

/** In one request: Enter accepts all objects of an image. */
const MAX_CHANGES = 10_000;

/**
 * Checks the changes of a request: `[{put: {id?, revision?, label, bbox, rle?, answer}} | {remove: {id, revision}} | {confirm}]`.
 * @param size of the upright image
 * @throws VisionError `INVALID_INPUT`; `BAD_BOXES` for a box or mask that cannot be an object of the image
 */
export function checkedChanges(given: unknown, size: ImageSize): PictureChange[] {
  if (!Array.isArray(given) || given.length === 0 || given.length > MAX_CHANGES)
    throw invalidInput('changes', `a list of 1 to ${MAX_CHANGES} changes`, given);
  return given.map((change: unknown, index) => checkedChange(`changes[${index}]`, change, size));
}

function checkedChange(name: string, given: unknown, size: ImageSize): PictureChange {
  const { put, remove, confirm } = fieldsOf(given);
  if ([put, remove, confirm].filter((one) => one !== undefined).length !== 1)
    throw invalidInput(name, 'one of {put}, {remove} and {confirm}', given);
  if (confirm !== undefined) return { confirm: flag(`${name}.confirm`, confirm) };
  if (put !== undefined) return { put: checkedPut(`${name}.put`, fieldsOf(put), size) };
  const { id, revision } = fieldsOf(remove);
  return {
    remove: { id: count(`${name}.remove.id`, id), ...optionalCount(`${name}.remove.`, 'revision', revision) },
  };
}

function checkedPut(name: string, given: Record<string, unknown>, size: ImageSize): ObjectPut {
  const { id, revision, label, answer } = given;
  if (answer !== null && !answers.includes(answer))
    throw invalidInput(`${name}.answer`, 'accepted, rejected or null', answer);
  return {
    ...optionalCount(`${name}.`, 'id', id),
    ...optionalCount(`${name}.`, 'revision', revision),
    object: { label: checkedLabel(`${name}.label`, label), ...shape(name, given, size) },
    answer: answer as ObjectPut['answer'],
  };
}

function checkedLabel(name: string, given: unknown): string {
  const label = typeof given === 'string' && given.length <= MAX_CLASS_NAME ? className(given) : '';
  if (label !== '') return label;
  throw invalidInput(name, `a text of 1 to ${MAX_CLASS_NAME} characters`, given);
}

function shape(
  name: string,
  { bbox, rle }: Record<string, unknown>,
  size: ImageSize,
): Omit<DatasetObject, 'score' | 'label'> {
  const box = boxInside(checkedBox(`${name}.bbox`, bbox), size);
  const mask = rle === undefined ? undefined : checkedMask(`${name}.rle`, rle, size);
  if (mask) return { bbox: maskBounds(mask), mask, area: maskArea(mask) };
  if (box.area > 0) return box;
  throw invalidInput(
    `${name}.bbox`,
    `a box inside the image of ${size.width} x ${size.height} pixels`,
    bbox,
    'BAD_BOXES',
  );
}

export function checkedBox(name: string, given: unknown): Bbox {
  if (Array.isArray(given) && given.length === 4 && given.every(Number.isFinite) && given[2] >= 0 && given[3] >= 0)
    return given as unknown as Bbox;
  throw invalidInput(name, '[x, y, width, height] in pixels', given, 'BAD_BOXES');
}

/** A mask of COCO RLE at the size of the image. */
export function checkedMask(name: string, given: unknown, size: ImageSize): Mask {
  if (typeof given !== 'string') throw invalidInput(name, 'the counts of COCO RLE', given, 'BAD_BOXES');
  const mask = maskFromGivenRle(name, { size: [size.height, size.width], counts: given }, 'BAD_BOXES');
  if (mask.data.length > 0) return mask;
  throw new VisionError('BAD_BOXES', `${name} has no pixels: reject the object, or draw it`);
}

function flag(name: string, given: unknown): boolean {
  if (typeof given === 'boolean') return given;
  throw invalidInput(name, 'true or false', given);
}

function count(name: string, given: unknown): number {
  if (Number.isSafeInteger(given) && (given as number) >= 0) return given as number;
  throw invalidInput(name, 'a whole number from 0 up', given);
}

const optionalCount = <Key extends string>(name: string, key: Key, given: unknown): { readonly [K in Key]?: number } =>
  (given === undefined ? {} : { [key]: count(name + key, given) }) as { [K in Key]?: number };

const fieldsOf = (given: unknown): Record<string, unknown> => Object(given) as Record<string, unknown>;
