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
  const objects = reviewedObjects(record, size).objects.map((object): ReviewObject => {
    const { mask, review, id, revision, label, score, bbox, area, made, detected } = object;
    return {
      ...{ id, revision, label, score, bbox, area },
      ...(mask && { rle: cocoRle(mask, size).counts }),
      ...(made && { made }),
      ...(detected !== undefined && { detected }),
      ...(review && review.answer !== null && { review: { ...review, answer: review.answer } }),
    };
  });
  return { hash, file, split, width, height, objects };
}
