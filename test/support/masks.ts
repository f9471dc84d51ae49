import type { ImageSize, Mask } from '../../src/contract';
import { cropMask } from '../../src/geometry/mask';
import { random } from './random';

/** A full-size mask drawn in characters: `#` or `1` = object. */
export function fullMask(rows: readonly string[]): { pixels: Uint8Array; size: ImageSize } {
  const pixels = Uint8Array.from(rows.join(''), (character) => (character === '#' || character === '1' ? 1 : 0));
  return { pixels, size: { width: rows[0]!.length, height: rows.length } };
}

/** The cropped mask of {@link fullMask}. */
export function drawnMask(...rows: readonly string[]): Mask {
  const { pixels, size } = fullMask(rows);
  return cropMask(pixels, size);
}

/** The pixels of a mask at full image size: `[height, width]`, row-major, 0 or 1. */
export function pixelsOf({ dims: [height, width], offset: [left, top], data }: Mask, image: ImageSize): Uint8Array {
  const full = new Uint8Array(image.width * image.height);
  for (let y = 0; y < height; y++) {
    full.set(data.subarray(y * width, (y + 1) * width), (top + y) * image.width + left);
  }
  return full;
}

/** The mask at full image size in characters, the inverse of {@link drawnMask}. */
export function rowsOf(mask: Mask, image: ImageSize): string[] {
  const pixels = pixelsOf(mask, image);
  return Array.from({ length: image.height }, (_, y) =>
    Array.from(pixels.subarray(y * image.width, (y + 1) * image.width), (value) => '.#'[value]).join(''),
  );
}

/** `count` masks of noise at all densities, from single pixels to blobs, in images of at most 24 x 24 pixels. */
export function randomMasks(count: number, seed = 1): { mask: Mask; size: ImageSize }[] {
  const next = random(seed);
  const between = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return Array.from({ length: count }, () => {
    const size = { width: between(1, 24), height: between(1, 24) };
    const [grain, density] = [between(1, 4), next()];
    const columns = Math.ceil(size.width / grain);
    const cells = Array.from({ length: columns * Math.ceil(size.height / grain) }, () => (next() < density ? 1 : 0));
    const pixels = Uint8Array.from({ length: size.width * size.height }, (_, at) => {
      const [x, y] = [at % size.width, Math.floor(at / size.width)];
      return cells[Math.floor(y / grain) * columns + Math.floor(x / grain)]!;
    });
    return { mask: cropMask(pixels, size), size };
  });
}
