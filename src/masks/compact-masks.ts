import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Detection, ImageSize } from '../contract';
import { VisionError } from '../errors';
import { isRle, maskFromGivenRle } from '../geometry/given-rle';
import { type MaskPolygon, maskPolygons } from '../geometry/polygons';
import { type CocoRle, cocoRle } from '../geometry/rle';

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
    const mask = maskFromGivenRle(`${name}[${index}].rle`, rle, 'BAD_BOXES');
    bytes += mask.data.length;
    if (bytes > MAX_BYTES) throw new VisionError('BAD_BOXES', `The masks of ${name} are too large: more than 1000 MB`);
    return { ...others, mask };
  });
}

/** Of all masks of an image. */
const MAX_BYTES = 1e9;

/** A score with at most 4 decimals, for JSON. */
export const roundedScore = (score: number): number => Math.round(score * 1e4) / 1e4;
