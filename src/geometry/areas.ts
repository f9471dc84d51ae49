import type { Bbox, ImageSize } from '../contract';
import { clipBox } from './box';

/** The smallest rectangle around boxes, of which there may be very many. Not finite without boxes. */
export function boundsOf(boxes: Iterable<Bbox>): Bbox {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y, width, height] of boxes) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return [left, top, right - left, bottom - top];
}

/** The smallest rectangle of whole pixels of the image around a box. A box without a pixel in the image gets the nearest one. */
export function pixelArea(box: Bbox, image: ImageSize): Bbox {
  const [x, y, width, height] = clipBox(box, image);
  const left = Math.min(Math.floor(x), image.width - 1);
  const top = Math.min(Math.floor(y), image.height - 1);
  return [left, top, Math.max(Math.ceil(x + width) - left, 1), Math.max(Math.ceil(y + height) - top, 1)];
}

/** A box with at least these sides and the same centre, moved into the image as far as it fits. */
export function atLeast([x, y, width, height]: Bbox, least: ImageSize, image: ImageSize): Bbox {
  const across = stretched(x, width, least.width, image.width);
  const down = stretched(y, height, least.height, image.height);
  return [across.start, down.start, across.length, down.length];
}

function stretched(start: number, length: number, least: number, side: number) {
  const longer = Math.max(length, least);
  const centred = start + (length - longer) / 2;
  return { start: Math.max(Math.min(centred, side - longer), 0), length: Math.min(longer, side) };
}
