import type { RgbPixels } from '../../image/pixels';
import { cleanUpMasks } from '../../masks/clean-up';
import { maskEncoders } from '../../masks/encode-masks';
import type { Segment } from '../../models/sam/segmenter';
import type { SegmentParams, SegmentResult } from '../protocol';

/** Cleans the masks up and converts them to the form that the call requests. */
export async function finishMasks(
  segments: readonly Segment[],
  { objects, cleanUp: settings, form, tolerance }: SegmentParams,
  picture: RgbPixels,
): Promise<Pick<SegmentResult, 'segments' | 'masks'>> {
  const scored = segments.map((segment, index) => ({ ...objects[index]!, ...segment, index }));
  const cleaned = cleanUpMasks(scored, settings, picture);
  return { segments: cleaned, ...(form && { masks: await maskEncoders[form](cleaned, picture, tolerance) }) };
}
