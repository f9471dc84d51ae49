import type { Bbox, Detection, Mask } from '../contract';
import { maskArea, objectBits } from '../geometry/mask';
import type { Rgb } from './colour';

/** A detection of the picture as it came, with what is drawn about it. */
export interface PlacedDetection {
  /** Place in the list of detections. */
  readonly index: number;
  readonly detection: Detection;
  readonly bbox: Bbox;
  /** Only 0 and 1. Absent where the detection has no mask; without a pixel where its mask is empty. */
  readonly mask?: Mask;
  /** In pixels: of the mask, or of the box where there is no mask. */
  readonly area: number;
  readonly colour: Rgb;
}

export function placedDetection(detection: Detection, index: number, colour: Rgb): PlacedDetection {
  const { bbox, mask } = detection;
  const placed = { index, detection, bbox, colour };
  if (!mask) return { ...placed, area: bbox[2] * bbox[3] };
  const bits = { ...mask, data: objectBits(mask.data) };
  return { ...placed, area: maskArea(bits), mask: bits };
}
