import { type Detection, isBetterPicture } from '../../src';
import type { EventPicture, ObjectImage } from './event-picture';

/** The image that shows an object best so far. */
export interface BestPicture extends ObjectImage {
  /** When it was taken, in ms since 1970. */
  readonly time: number;
  /** The picture in its events, once the first one was made. */
  made?: EventPicture;
}

/** The best pictures of the objects of a camera by `trackId`, in the order in which they were taken. */
export type BestPictures = Map<number | string, BestPicture>;

const MAX_PER_CAMERA = 16;
/** Of all cameras of a node. */
const MAX_BYTES = 64e6;

/** Keeps an image for each confirmed object that it shows better than before. Beyond 16, the oldest are forgotten. */
export function keepBetter(
  pictures: BestPictures,
  image: Omit<BestPicture, 'detection' | 'made'>,
  detections: readonly Detection[],
): void {
  for (const detection of detections) {
    const { trackId, held } = detection;
    if (typeof trackId !== 'number' || held) continue;
    const best = pictures.get(trackId);
    // Later nodes may change the detection that they get.
    const next = { ...image, detection: { ...detection, bbox: [...detection.bbox] as const } };
    if (best && !isBetterPicture(viewOf(next), viewOf(best))) continue;
    pictures.delete(trackId);
    pictures.set(trackId, next);
  }
  for (const trackId of [...pictures.keys()].slice(0, -MAX_PER_CAMERA)) pictures.delete(trackId);
}

/** Forgets the pictures of objects that are gone. */
export function forgetGone(pictures: BestPictures, present: ReadonlySet<number | string>): void {
  for (const trackId of pictures.keys()) if (!present.has(trackId)) pictures.delete(trackId);
}

/** Forgets the oldest pictures of all cameras of a node, until the others have at most `maxBytes`. */
export function forgetOldest(cameras: readonly BestPictures[], maxBytes = MAX_BYTES): void {
  while (bytesOf(cameras) > maxBytes) {
    const [oldest] = cameras
      .flatMap((pictures) => [...pictures].slice(0, 1).map(([trackId, { time }]) => ({ pictures, trackId, time })))
      .sort((a, b) => a.time - b.time);
    oldest!.pictures.delete(oldest!.trackId);
  }
}

const viewOf = ({ detection: { bbox, score }, image }: BestPicture) => ({ bbox, score, image });

/** Objects of one image share its bytes. */
function bytesOf(cameras: readonly BestPictures[]): number {
  const pictures = cameras.flatMap((camera) => [...camera.values()]);
  const buffers = pictures.flatMap(({ source: { image }, detection: { mask }, made }) => [
    Buffer.isBuffer(image) ? image : image.data,
    ...(mask ? [mask.data] : []),
    ...(made ? [made.picture] : []),
  ]);
  return [...new Set(buffers)].reduce((sum, { length }) => sum + length, 0);
}
