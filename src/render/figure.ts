import type { ImageSize } from '../contract';
import type { Found } from './found';
import { type PixelRect, rectOfBox } from './pixel-rect';
import { maskRegion, type Region } from './region';

/** A detection ready to be drawn: clipped to the pixels of the canvas. */
export interface Figure extends Found {
  readonly box: PixelRect;
  /** The mask, or the box where there is no mask; without a pixel where the mask is empty. */
  readonly shape: Region;
}

export function figureOf(found: Found, canvas: ImageSize): Figure {
  const box = rectOfBox(found.bbox, canvas);
  return { ...found, box, shape: found.mask ? maskRegion(found.mask, canvas) : box };
}
