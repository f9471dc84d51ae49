import type { Bbox, Detection, Mask } from '../contract';
import { maskInput } from '../contract/mask-input';
import { maskArea, objectBits } from '../geometry/mask';
import type { Rgb } from './colour';

/**
 * A detection with its position in the list and image and its colour. In pixels of the original or the shrunk image.
 */
export interface PlacedDetection {
  /** Index in the list of detections. */
  readonly index: number;
  readonly detection: Detection;
  readonly bbox: Bbox;
  /** Only 0 and 1. Absent if the detection has no mask, empty if its mask is empty. */
  readonly mask?: Mask;
  /** Pixels of the mask, or width x height of the box if there is no mask. Always of the original image. */
  readonly area: number;
  readonly colour: Rgb;
}

/**
 * @param detection in pixels of the original image
 * @throws VisionError `BAD_BOXES` if its mask is invalid
 */
export function placedDetection(detection: Detection, index: number, colour: Rgb): PlacedDetection {
  const { bbox } = detection;
  const placed = { index, detection, bbox, colour };
  const mask = detection.mask && maskInput(`detections[${index}].mask`, detection.mask);
  if (!mask) return { ...placed, area: bbox[2] * bbox[3] };
  const bits = { ...mask, data: objectBits(mask.data) };
  return { ...placed, area: maskArea(bits), mask: bits };
}
