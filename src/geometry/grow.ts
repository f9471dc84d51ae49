import type { Bbox, ImageSize, Mask } from '../contract';
import { clipBox } from './box';
import { pixelsNear } from './near';
import { maskInWindow, windowOf } from './window';

/**
 * The mask with all pixels within so many pixels of it, measured between centres, clipped to the image. Shrunk where
 * `pixels` is negative: without those within so many pixels of background. What lies outside of the image is not
 * background, so an object that the picture cuts off does not shrink from there.
 */
export function growMask(mask: Mask, pixels: number, image: ImageSize): Mask {
  if (pixels === 0 || mask.data.length === 0) return mask;
  // A row of background around the object is all that it can shrink from.
  const window = around(mask, pixels > 0 ? Math.floor(pixels) : 1, image);
  const width = window[2];
  const object = windowOf(mask, window);
  if (pixels > 0) return maskInWindow(pixelsNear(object, 1, width, pixels), window);
  const lost = pixelsNear(object, 0, width, -pixels);
  for (let at = 0; at < object.length; at++) if (lost[at] === 1) object[at] = 0;
  return maskInWindow(object, window);
}

function around({ dims: [height, width], offset: [x, y] }: Mask, margin: number, image: ImageSize): Bbox {
  return clipBox([x - margin, y - margin, width + 2 * margin, height + 2 * margin], image);
}
