import type { RgbPixels } from '../../image/pixels';
import { cleanUp } from '../../masks/clean-up';
import { writtenForms } from '../../masks/written-forms';
import type { Segment } from '../../models/sam/segmenter';
import type { SegmentParams, SegmentResult } from '../protocol';

/** Cleans the masks up and converts them to the form that the call requests. */
export async function finishMasks(
  segments: readonly Segment[],
  { objects, cleanUp: settings, form, tolerance }: SegmentParams,
  picture: RgbPixels,
): Promise<Pick<SegmentResult, 'segments' | 'masks'>> {
  const found = segments.map((segment, index) => ({ ...objects[index]!, ...segment, index }));
  const cleaned = cleanUp(found, settings, picture);
  return { segments: cleaned, ...(form && { masks: await writtenForms[form](cleaned, picture, tolerance) }) };
}
