import type { ImageSize } from '../../contract';
import { cocoRle } from '../../geometry/rle';
import type { DatasetObject } from '../objects';
import type { RecordedImageReview, RecordedObject } from '../picture-log';
import { recordedMask } from '../recorded-mask';

/** The properties of an object that a review adds. */
export type ReviewFields = Pick<RecordedObject, 'id' | 'revision' | 'review' | 'made' | 'detected' | 'missed'>;

/** An object of the log with its mask. */
export interface ReviewedObject extends DatasetObject, ReviewFields {}

/** An object of an image that is reviewed. */
export interface NumberedObject extends ReviewedObject {
  readonly id: number;
  readonly revision: number;
}

/** The objects of an image that is reviewed. */
export interface ReviewedObjects {
  readonly objects: readonly NumberedObject[];
  readonly review: RecordedImageReview;
}

/** Whether annotation files have the object: rejected ones are in the log only. */
export const isShown = ({ review }: Pick<RecordedObject, 'review'>): boolean => review?.answer !== 'rejected';

/** The objects of a record with their masks. Those of an image that was not reviewed yet are numbered by their index. */
export function reviewedObjects(
  { objects, review }: { readonly objects: readonly RecordedObject[]; readonly review?: RecordedImageReview },
  size: ImageSize,
): ReviewedObjects {
  return {
    objects: objects.map((object, index) => {
      const { label, score, bbox, area, id = index, revision = 0 } = object;
      const mask = recordedMask(object, size);
      return { label, score, bbox, area, ...(mask && { mask }), ...reviewFields(object), id, revision };
    }),
    review: review ?? { lastId: objects.length - 1, removed: [] },
  };
}

/** The properties of a review that the object has. */
export const reviewFields = ({ id, revision, review, made, detected, missed }: ReviewFields): ReviewFields => ({
  ...(id !== undefined && { id }),
  ...(revision !== undefined && { revision }),
  ...(review && { review }),
  ...(made && { made }),
  ...(detected !== undefined && { detected }),
  ...(missed && { missed }),
});

/**
 * Objects as a record has them.
 * @param annotated the image and those of the objects that annotation files have
 * @param remembered what the format adds to each object of `annotated`
 */
export function recordedObjects(
  objects: readonly ReviewedObject[],
  annotated: { readonly size: ImageSize; readonly objects: readonly DatasetObject[] },
  remembered: readonly object[] | undefined,
): RecordedObject[] {
  return objects.map((object) => {
    const { label, score, bbox, area, mask } = object;
    const rle = mask && cocoRle(mask, annotated.size).counts;
    const more = remembered?.[annotated.objects.indexOf(object)];
    return { label, score, bbox, area, ...(rle !== undefined && { rle }), ...reviewFields(object), ...more };
  });
}
