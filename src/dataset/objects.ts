import type { Bbox, Detection, ImageSize, Mask } from '../contract';
import { maskInput } from '../contract/mask-input';
import { invalidInput } from '../errors';
import { clipBox } from '../geometry/box';
import { maskArea, maskBounds, objectBits } from '../geometry/mask';
import { maskInWindow } from '../geometry/window';
import { className, MAX_CLASS_NAME } from './class-name';

/** A detection as it is written into annotations. In pixels of the upright image. */
export interface DatasetObject {
  /** A class name: one line. */
  readonly label: string;
  readonly score: number;
  /** Bounds of the mask's pixels; without a mask, the part of the detection's box inside the image. Never empty. */
  readonly bbox: Bbox;
  readonly mask?: Mask;
  /** Number of mask pixels; without a mask, the area of `bbox`. */
  readonly area: number;
}

/**
 * The parts of the detections that are inside the image. A detection with an empty mask is annotated as its box.
 * @throws VisionError `BAD_BOXES` if a mask is invalid or reaches out of the image, or a label is too long for a class name
 */
export function datasetObjects(detections: readonly Detection[], picture: ImageSize): DatasetObject[] {
  return detections
    .map(({ label: given, score, bbox, mask }, index) => {
      const label = classOf(`detections[${index}].label`, given);
      const tight = mask && tightMask(`detections[${index}].mask`, mask, picture);
      if (tight) return { label, score, bbox: maskBounds(tight), mask: tight, area: maskArea(tight) };
      return { label, score, ...boxInside(bbox, picture) };
    })
    .filter(({ area }) => area > 0);
}

/** The part of a box inside the image, in thousandths of a pixel. Its area is 0 if there is none. */
export function boxInside(box: Bbox, image: ImageSize): Pick<DatasetObject, 'bbox' | 'area'> {
  const bbox = clipBox(box, image).map(toThousandths) as unknown as Bbox;
  return { bbox, area: toThousandths(bbox[2] * bbox[3]) };
}

/** A label without a visible character is the class `object`. */
function classOf(name: string, label: string): string {
  if (label.length <= MAX_CLASS_NAME) return className(label) || 'object';
  throw invalidInput(name, `at most ${MAX_CLASS_NAME} characters long to name a class`, label, 'BAD_BOXES');
}

/** The mask, cropped to its object. Masks of other nodes may have a margin, or 255 for 1. */
function tightMask(name: string, given: Mask, picture: ImageSize): Mask | undefined {
  const { dims, offset, data } = maskInput(name, given);
  const [height, width] = dims;
  const [left, top] = offset;
  if (left < 0 || top < 0 || left + width > picture.width || top + height > picture.height) {
    const expected = `inside the image of ${picture.width} x ${picture.height} pixels`;
    throw invalidInput(name, expected, `${width} x ${height} pixels at ${left}, ${top}`, 'BAD_BOXES');
  }
  const tight = maskInWindow(objectBits(data), [left, top, width, height]);
  return tight.data.length === 0 ? undefined : tight;
}

const toThousandths = (value: number): number => Math.round(value * 1000) / 1000;
