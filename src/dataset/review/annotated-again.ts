import type { ImageSize } from '../../contract';
import { boxIou } from '../../geometry/box';
import { maskIou } from '../../geometry/mask';
import type { DatasetObject } from '../objects';
import type { LogEntry, PictureLog, PictureRecord } from '../picture-log';
import { type NumberedObject, type ReviewedObject, type ReviewedObjects, reviewedObjects } from './reviewed-object';

/** A detection that shares this IoU with a reviewed object of its class is the same object. */
const SAME_OBJECT = 0.5;

/**
 * The objects of a reviewed image for which new detections arrived. Objects that a person answered or drew stay as they are, also
 * rejected ones. The new detections replace the other objects, except detections of an object that stays.
 */
export function annotatedAgain(found: readonly DatasetObject[], { objects, review }: ReviewedObjects): ReviewedObjects {
  const kept = objects.filter(isOfPerson);
  const added = found
    .filter((detection) => !kept.some((object) => isSame(object, detection)))
    .map((detection, index) => ({ ...detection, id: review.lastId + 1 + index, revision: 0 }));
  return { objects: [...kept, ...added], review: { ...review, lastId: review.lastId + added.length } };
}

/** New detections of an image, together with its objects of persons if it was reviewed. @param before `undefined`: it is new */
export async function withReview(
  found: readonly DatasetObject[],
  before: LogEntry | undefined,
  size: ImageSize,
  log: Pick<PictureLog, 'read'>,
): Promise<{ readonly objects: readonly ReviewedObject[]; readonly review?: PictureRecord['review'] }> {
  if (!before?.isTouched) return { objects: found };
  return annotatedAgain(found, reviewedObjects(await log.read(before), size));
}

const isOfPerson = ({ review, made }: NumberedObject): boolean =>
  made === 'person' || (review?.answer ?? null) !== null;

function isSame(object: NumberedObject, detection: DatasetObject): boolean {
  if (![object.label, object.detected].includes(detection.label)) return false;
  const { mask } = object;
  const iou = mask && detection.mask ? maskIou(mask, detection.mask) : boxIou(object.bbox, detection.bbox);
  return iou >= SAME_OBJECT;
}
