import type { Bbox, ImageSize } from '../contract';
import { clipBox } from '../geometry/box';

/** A rectangle of integer pixels of the image: `left <= x < right`, `top <= y < bottom`. */
export interface PixelRect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A box rounded to pixels and clipped to the image. Without width or height if it lies outside. */
export function rectOfBox(bbox: Bbox, size: ImageSize): PixelRect {
  const [x, y, width, height] = clipBox(bbox, size);
  return {
    left: Math.round(x),
    top: Math.round(y),
    right: Math.round(x + width),
    bottom: Math.round(y + height),
  };
}

/** Whether two rectangles share a pixel. */
export function doOverlap(a: PixelRect, b: PixelRect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Four lines along the inside of a rectangle's edges: top, bottom, left, right. They overlap in the corners. */
export function borderOf({ left, top, right, bottom }: PixelRect, lineWidth: number): PixelRect[] {
  const across = Math.min(lineWidth, right - left);
  const down = Math.min(lineWidth, bottom - top);
  return [
    { left, top, right, bottom: top + down },
    { left, top: bottom - down, right, bottom },
    { left, top, right: left + across, bottom },
    { left: right - across, top, right, bottom },
  ];
}
