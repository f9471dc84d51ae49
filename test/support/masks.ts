import type { ImageSize, Mask } from '../../src/contract';
import { cropMask } from '../../src/geometry/mask';

/** A full-size mask drawn in characters: `#` or `1` is object. */
export function fullMask(rows: readonly string[]): { pixels: Uint8Array; size: ImageSize } {
  const pixels = Uint8Array.from(rows.join(''), (character) => (character === '#' || character === '1' ? 1 : 0));
  return { pixels, size: { width: rows[0]!.length, height: rows.length } };
}

export function drawnMask(...rows: readonly string[]): Mask {
  const { pixels, size } = fullMask(rows);
  return cropMask(pixels, size);
}

/** Puts a cropped mask back where it lies in the image. */
export function pixelsOf({ dims: [height, width], offset: [left, top], data }: Mask, image: ImageSize): Uint8Array {
  const full = new Uint8Array(image.width * image.height);
  for (let y = 0; y < height; y++) {
    full.set(data.subarray(y * width, (y + 1) * width), (top + y) * image.width + left);
  }
  return full;
}
