import type { Bbox } from '../contract';
import type { RgbPixels } from './pixels';

/**
 * A copy of a rectangle of an image.
 * @throws RangeError for a rectangle that is empty, not of whole pixels, or not inside the image
 */
export function croppedImage({ data, width: stride, height: rows }: RgbPixels, bbox: Bbox): RgbPixels {
  const [left, top, width, height] = bbox;
  const isInside = left >= 0 && top >= 0 && left + width <= stride && top + height <= rows;
  if (!bbox.every(Number.isInteger) || !isInside || width < 1 || height < 1) {
    throw new RangeError(`A region must be whole pixels inside ${stride} x ${rows}, got ${bbox}`);
  }
  const copy = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * stride + left) * 3;
    copy.set(data.subarray(start, start + width * 3), y * width * 3);
  }
  return { data: copy, width, height };
}
