import { VisionError } from '../errors';
import type { PictureRecord, RecordedImageReview, RecordedObject } from './picture-record';
import { datasetSplits } from './settings';

/**
 * A record of a log that may have been written by others: with the properties that the code reads, and paths inside the dataset.
 * @param where for the error: `line 3 of /data/pictures.jsonl`
 * @throws VisionError `BAD_DATASET`
 */
export function checkedRecord(value: unknown, where: string): PictureRecord {
  const record: Partial<PictureRecord> = value ?? {};
  const { id, hash, file, files, split, width, height, objects, provenance, review } = record;
  const isRecord =
    typeof hash === 'string' &&
    [id, width, height].every((number) => Number.isSafeInteger(number) && Number(number) > 0) &&
    Array.isArray(files) &&
    isSplit(split) &&
    Array.isArray(objects) &&
    objects.every(isObject) &&
    provenance instanceof Object &&
    (review === undefined || isReview(review));
  if (!isRecord) throw new VisionError('BAD_DATASET', `No record of an image is in ${where}. Remove this line`);
  const path = [file, ...files].find((one) => !isInside(one));
  if (path === undefined) return value as PictureRecord;
  throw new VisionError('BAD_DATASET', `A path leads out of the dataset in ${where}: ${path}. Remove this line`);
}

const isReview = (value: Partial<RecordedImageReview> | null): boolean =>
  Number.isSafeInteger(value?.lastId) &&
  Array.isArray(value?.removed) &&
  (value.confirmed === undefined || value.confirmed instanceof Object);

const isObject = (value: Partial<RecordedObject> | null): boolean =>
  typeof value?.label === 'string' &&
  Number.isFinite(value.score) &&
  Array.isArray(value.bbox) &&
  value.bbox.length === 4 &&
  value.bbox.every(Number.isFinite);

/** Whether a value is the name of a split. Paths of annotation files have it. */
export const isSplit = (split: unknown): boolean => datasetSplits.some((one) => one === split);

/** Whether a path of a record stays in the dataset's folder, on all platforms. */
export const isInside = (path: unknown): boolean =>
  typeof path === 'string' && /^[^/\\:][^:]*$/.test(path) && !path.split(/[/\\]/).includes('..');
