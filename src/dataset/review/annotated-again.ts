import { type ImageSize, labelKey } from '../../contract';
import { boxIou } from '../../geometry/box';
import { maskIou } from '../../geometry/mask';
import type { DatasetObject } from '../objects';
import type { LogEntry, PictureLog, PictureRecord } from '../picture-log';
import { type NumberedObject, type ReviewedObject, type ReviewedObjects, reviewedObjects } from './reviewed-object';

/** A detection that shares this IoU with a reviewed object of its class is the same object. */
const SAME_OBJECT = 0.5;

/**
 * The objects of an image for which new detections arrived. Objects that a person answered or drew keep label, shape and answer, also
 * rejected ones. The new detections replace the other objects, except detections of an object that stays.
 */
export function annotatedAgain(found: readonly DatasetObject[], { objects, review }: ReviewedObjects): ReviewedObjects {
  const kept = objects.filter(isOfPerson);
  const added = found
    .filter((detection) => !kept.some((object) => isSame(object, detection)))
    .map((detection, index) => ({ ...detection, id: review.lastId + 1 + index, revision: 0 }));
  return {
    objects: [...kept.map((object) => detectedAgain(object, found)), ...added],
    review: { ...review, lastId: review.lastId + added.length },
  };
}

/** An object of a person with what the new detector says: thresholds are learned for the newest one. */
function detectedAgain(object: NumberedObject, found: readonly DatasetObject[]): NumberedObject {
  const { made, detected: _, missed: __, ...rest } = object;
  const [same] = found.filter((detection) => isSame(object, detection)).sort((a, b) => b.score - a.score);
  if (!same) return made ? object : { ...object, missed: true };
  // A drawn object without an answer would be replaced by the next detections.
  if (made && object.review?.answer !== 'accepted') return object;
  const isRelabelled = labelKey(same.label) !== labelKey(object.label);
  return { ...rest, score: same.score, ...(isRelabelled && { detected: same.label }) };
}

/**
 * New detections of an image, together with its objects of persons. They get ids that the image did not have: a page may still show
 * the former ones.
 * @param before `undefined`: the image is new
 */
export async function withReview(
  found: readonly DatasetObject[],
  before: LogEntry | undefined,
  size: ImageSize,
  log: Pick<PictureLog, 'read'>,
): Promise<{ readonly objects: readonly ReviewedObject[]; readonly review?: PictureRecord['review'] }> {
  if (!before) return { objects: found };
  return annotatedAgain(found, reviewedObjects(await log.read(before), size));
}

const isOfPerson = ({ review, made }: NumberedObject): boolean =>
  made === 'person' || (review?.answer ?? null) !== null;

function isSame(object: NumberedObject, detection: DatasetObject): boolean {
  const labels = [object.label, object.detected ?? object.label].map(labelKey);
  if (!labels.includes(labelKey(detection.label))) return false;
  const { mask } = object;
  const iou = mask && detection.mask ? maskIou(mask, detection.mask) : boxIou(object.bbox, detection.bbox);
  return iou >= SAME_OBJECT;
}
