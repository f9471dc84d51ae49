import { refuseLargeMasks } from '../../calls/sendable';
import type { RgbPixels } from '../../image/pixels';
import { cleanUpMasks } from '../../masks/clean-up';
import { maskEncoders } from '../../masks/encode-masks';
import type { Segment } from '../../models/sam/segmenter';
import type { SegmentParams, SegmentResult } from '../protocol';

/** Cleans the masks up and converts them to the form that the call requests. */
export async function finishMasks(
  segments: readonly Segment[],
  { objects, earlier, cleanUp: settings, form, tolerance }: SegmentParams,
  picture: RgbPixels,
): Promise<Pick<SegmentResult, 'segments' | 'masks'>> {
  const scored = segments.map((segment, index) => ({
    ...objects[index]!,
    ...segment,
    index,
    ...(earlier && { uncleaned: segment.mask }),
  }));
  const cleaned = cleanUpMasks(scored, settings, picture);
  const maskBytes = bytesOf(cleaned.map(({ mask }) => mask.data));
  refuseLargeMasks(maskBytes);
  if (!form) return { segments: cleaned };
  const masks = await maskEncoders[form](cleaned, picture, tolerance);
  refuseLargeMasks(maskBytes + bytesOf([masks].flat()));
  return { segments: cleaned, masks };
}

/** Other values are small. */
const bytesOf = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => sum + (Buffer.isBuffer(value) ? value.length : 0), 0);
