import { invalidInput } from '../errors';
import { bytesFrom } from './bytes';
import type { Mask } from './mask';

/** Pixels of the longest side of a mask, and of the distance of a mask from the image's origin. No image is as large. */
const MAX_SIDE = 10_000_000;

/**
 * Reads the mask of a message. A mask without pixels becomes the empty mask: `dims` and `offset` are `[0, 0]`.
 * @param name of the value, as the user knows it: `msg.detections[0].mask`
 * @throws VisionError `BAD_BOXES`
 */
export function maskInput(name: string, value: unknown): Mask {
  const { dims, offset, data: given } = (value ?? {}) as Partial<Mask>;
  const data = bytesFrom(given);
  if (isPair(dims, 0) && isPair(offset, -MAX_SIDE) && data?.length === dims[0] * dims[1]) {
    if (data.length === 0) return { type: 'uint8', dims: [0, 0], offset: [0, 0], data };
    const [[height, width], [x, y]] = [dims, offset];
    return { type: 'uint8', dims: [height, width], offset: [x, y], data };
  }
  throw invalidInput(
    name,
    '{dims: [height, width], offset: [x, y], data: a Buffer of height x width bytes}',
    value,
    'BAD_BOXES',
  );
}

const isPair = (value: unknown, min: number): value is [number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  // Not `value.every`, which passes over holes.
  [value[0], value[1]].every((item) => Number.isInteger(item) && item >= min && item <= MAX_SIDE);
