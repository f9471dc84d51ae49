import type { Bbox, ImageSize, Mask } from '../contract';
import { clipBox } from '../geometry/box';
import { maskBounds, objectBits } from '../geometry/mask';
import { maskInWindow, windowOf } from '../geometry/window';

/** A mask moved by whole pixels, without the pixels that are then outside of the image. */
export function movedMask(mask: Mask, dx: number, dy: number, image: ImageSize): Mask {
  const offset = [mask.offset[0] + dx, mask.offset[1] + dy] as const;
  const moved: Mask = { ...mask, data: objectBits(mask.data), offset };
  const window: Bbox = clipBox(maskBounds(moved), image);
  return maskInWindow(windowOf(moved, window), window);
}
