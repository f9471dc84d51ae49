import type { RgbPixels } from '../../image/pixels';
import { cleanUp } from '../../masks/clean-up';
import { writtenForms } from '../../masks/written-forms';
import type { Segment } from '../../models/sam/segmenter';
import type { SegmentAnswer, SegmentParams } from '../protocol';

/** What the model gave, as the call wants it. */
export async function finishMasks(
  segments: readonly Segment[],
  { objects, cleanUp: settings, form, tolerance }: SegmentParams,
  picture: RgbPixels,
): Promise<Pick<SegmentAnswer, 'segments' | 'masks'>> {
  const found = segments.map((segment, index) => ({ ...objects[index]!, ...segment, index }));
  const cleaned = cleanUp(found, settings, picture);
  return { segments: cleaned, ...(form && { masks: await writtenForms[form](cleaned, picture, tolerance) }) };
}
