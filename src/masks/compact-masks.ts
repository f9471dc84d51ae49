import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Detection, ImageSize } from '../contract';
import { invalidInput, VisionError } from '../errors';
import { maskFromRuns } from '../geometry/mask';
import { type MaskPolygon, maskPolygons } from '../geometry/polygons';
import { type CocoRle, cocoRle, expandCounts } from '../geometry/rle';

/** Forms of the masks inside detections. With all but `buffer`, detections are small as JSON. */
export const compactForms = ['buffer', 'rle', 'polygons', 'none'] as const;
export type CompactForm = (typeof compactForms)[number];

/** A detection without a mask of pixels, whose scores have at most 4 decimals. */
export interface CompactDetection extends Omit<Detection, 'mask'> {
  /** The mask, at full image size. */
  readonly rle?: CocoRle;
  /** The components of the mask, in pixels of the upright image; `[]` for an empty mask. */
  readonly polygons?: readonly MaskPolygon[];
}

/**
 * Converts the masks inside detections. Runs in the caller's process and yields to the event loop after each mask.
 * @param image size of the upright image
 * @param tolerance of polygons, in pixels, as {@link maskPolygons} takes it
 */
export async function compactDetections(
  detections: readonly Detection[],
  form: CompactForm,
  image: ImageSize,
  tolerance: number,
): Promise<readonly (Detection | CompactDetection)[]> {
  if (form === 'buffer') return detections;
  const compact: CompactDetection[] = [];
  for (const { mask, ...detection } of detections) {
    compact.push({
      ...detection,
      score: roundedScore(detection.score),
      ...(detection.maskScore !== undefined && { maskScore: roundedScore(detection.maskScore) }),
      ...(mask && form === 'rle' && { rle: cocoRle(mask, image) }),
      ...(mask && form === 'polygons' && { polygons: maskPolygons(mask, tolerance) }),
    });
    await nextTurn();
  }
  return compact;
}

/**
 * Detections with a `mask` instead of their `rle`: COCO RLE, compressed or not. A `mask` has priority, and other values of
 * `rle` stay as they are.
 * @param name of the list, for errors: `msg.detections`
 * @throws VisionError `BAD_BOXES` for an RLE that cannot be decoded, or masks that are too large
 */
export function withDecodedMasks(name: string, detections: readonly Detection[]): Detection[] {
  let bytes = 0;
  return detections.map((detection, index) => {
    const { rle, ...others } = detection as Detection & { readonly rle?: unknown };
    if (others.mask || !isRle(rle)) return detection;
    const mask = maskFromRuns(checkedRuns(`${name}[${index}].rle`, rle), rle.size[0]);
    bytes += mask.data.length;
    if (bytes > MAX_BYTES) throw new VisionError('BAD_BOXES', `The masks of ${name} are too large: more than 1000 MB`);
    return { ...others, mask };
  });
}

/** Of one image: more pixels are not decoded. */
const MAX_PIXELS = 16_383 ** 2;
/** Of all masks of an image. */
const MAX_BYTES = 1e9;

interface GivenRle {
  readonly size: readonly [height: number, width: number];
  readonly counts: string | readonly number[];
}

function isRle(value: unknown): value is GivenRle {
  const { size, counts } = (value ?? {}) as Partial<Record<keyof GivenRle, unknown>>;
  return Array.isArray(size) && (typeof counts === 'string' || Array.isArray(counts));
}

/** @throws VisionError `BAD_BOXES` */
function checkedRuns(name: string, rle: GivenRle): readonly number[] {
  const [height, width] = rle.size;
  const pixels = [height, width].every((side) => Number.isInteger(side) && side > 0) ? height * width : 0;
  const runs = typeof rle.counts === 'string' ? expandCounts(rle.counts) : rle.counts;
  const sum = runs.reduce((total, run) => total + (Number.isInteger(run) && run >= 0 ? run : Number.NaN), 0);
  if (rle.size.length === 2 && pixels > 0 && pixels <= MAX_PIXELS && sum === pixels) return runs;
  throw invalidInput(name, 'COCO RLE {size: [height, width], counts} of its size', rle, 'BAD_BOXES');
}

/** A score with at most 4 decimals, for JSON. */
export const roundedScore = (score: number): number => Math.round(score * 1e4) / 1e4;
