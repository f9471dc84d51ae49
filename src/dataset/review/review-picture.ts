import type { ReviewObject, ReviewOverwrite, ReviewPicture } from '../../contract/review';
import { cocoRle } from '../../geometry/rle';
import type { PictureRecord } from '../picture-log';
import { reviewedObjects } from './reviewed-object';

/** The result of changing objects. */
export interface ChangeResult {
  readonly picture: ReviewPicture;
  /** Objects that others had changed meanwhile. */
  readonly overwrote: readonly ReviewOverwrite[];
}

/** An image as a person reviews it. */
export function reviewPicture(record: PictureRecord): ReviewPicture {
  const { hash, file, split, width, height } = record;
  const size = { width, height };
  const { objects: reviewed, review } = reviewedObjects(record, size);
  const objects = reviewed.map((object): ReviewObject => {
    const { mask, review: answered, id, revision, label, score, bbox, area, made, detected } = object;
    return {
      ...{ id, revision, label, score, bbox, area },
      ...(mask && { rle: cocoRle(mask, size).counts }),
      ...(made && { made }),
      ...(detected !== undefined && { detected }),
      ...(answered && answered.answer !== null && { review: { ...answered, answer: answered.answer } }),
    };
  });
  const { confirmed } = review;
  return { hash, file, split, width, height, objects, ...(confirmed && { confirmed }) };
}
