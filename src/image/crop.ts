import type { Bbox } from '../contract';
import type { RgbPixels } from './pixels';

/** A copy of a rectangle of an image. The rectangle has whole pixels, and is inside the image. */
export function croppedImage({ data, width: stride }: RgbPixels, [left, top, width, height]: Bbox): RgbPixels {
  const copy = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const start = ((top + y) * stride + left) * 3;
    copy.set(data.subarray(start, start + width * 3), y * width * 3);
  }
  return { data: copy, width, height };
}
