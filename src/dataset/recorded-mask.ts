import type { ImageSize, Mask } from '../contract';
import { maskFromGivenRle } from '../geometry/given-rle';
import type { RecordedObject } from './picture-log';
import { type Segmentation, segmentationMask } from './readers/coco';

/** An object of a record. Records of COCO datasets had no `rle` at first. */
interface OldObject extends RecordedObject {
  readonly segmentation?: Segmentation;
}

/** The mask of an object in the log; `undefined` if it has a box only. @param size of the image @throws VisionError `BAD_DATASET` */
export function recordedMask({ rle, segmentation }: OldObject, size: ImageSize): Mask | undefined {
  if (rle !== undefined) {
    return maskFromGivenRle('rle', { size: [size.height, size.width], counts: rle }, 'BAD_DATASET');
  }
  return segmentation && segmentationMask(segmentation, size);
}
