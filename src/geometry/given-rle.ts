import type { Mask } from '../contract';
import { type ErrorCode, invalidInput } from '../errors';
import { maskFromRuns } from './mask';
import { expandCounts } from './rle';

/** COCO RLE of another program, compressed or not. */
export interface GivenRle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string | readonly number[];
}

/** Of one image: more pixels are not decoded. */
const MAX_PIXELS = 16_383 ** 2;

/** Whether a value is meant as RLE. It may be damaged. */
export function isRle(value: unknown): value is GivenRle {
  const { size, counts } = (value ?? {}) as Partial<Record<keyof GivenRle, unknown>>;
  return Array.isArray(size) && (typeof counts === 'string' || Array.isArray(counts));
}

/**
 * @param name of the value, for the error
 * @throws VisionError with `code` for an RLE that cannot be decoded
 */
export function maskFromGivenRle(name: string, rle: GivenRle, code: ErrorCode): Mask {
  const [height, width] = rle.size;
  const pixels = [height, width].every((side) => Number.isInteger(side) && side > 0) ? height * width : 0;
  const runs = typeof rle.counts === 'string' ? expandCounts(rle.counts) : rle.counts;
  const sum = runs.reduce((total, run) => total + (Number.isInteger(run) && run >= 0 ? run : Number.NaN), 0);
  if (rle.size.length === 2 && pixels > 0 && pixels <= MAX_PIXELS && sum === pixels) return maskFromRuns(runs, height);
  throw invalidInput(name, 'COCO RLE {size: [height, width], counts} of its size', rle, code);
}
