import type { ImageSize } from '../contract';
import { type PixelRect, rectOfBox } from './pixel-rect';
import type { PlacedDetection } from './placed-detection';
import { maskRegion, type Region } from './region';

/** A detection ready to be drawn: clipped to the pixels of the canvas. */
export interface ClippedDetection extends PlacedDetection {
  readonly box: PixelRect;
  /** The mask, or the box where there is no mask; without a pixel where the mask is empty. */
  readonly shape: Region;
}

export function clipToCanvas(detection: PlacedDetection, canvas: ImageSize): ClippedDetection {
  const box = rectOfBox(detection.bbox, canvas);
  return { ...detection, box, shape: detection.mask ? maskRegion(detection.mask, canvas) : box };
}
