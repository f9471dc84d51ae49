import type { ImageSize } from '../contract';
import { type PixelRect, rectOfBox } from './pixel-rect';
import type { PlacedDetection } from './placed-detection';
import { maskRegion, type Region } from './region';

/** A detection clipped to the canvas, ready to be drawn. */
export interface ClippedDetection extends PlacedDetection {
  /** The box in integer pixels of the canvas; without width or height if it lies outside. */
  readonly box: PixelRect;
  /** The pixels of the mask, none if it is empty. Without a mask, the pixels of the box. */
  readonly shape: Region;
}

/** Clips the box and the mask of a detection to the canvas, in pixels of the canvas. */
export function clipToCanvas(detection: PlacedDetection, canvas: ImageSize): ClippedDetection {
  const box = rectOfBox(detection.bbox, canvas);
  return { ...detection, box, shape: detection.mask ? maskRegion(detection.mask, canvas) : box };
}
