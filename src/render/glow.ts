import type { ImageSize } from '../contract';
import type { Coverage } from './paint';
import { forEachPixelRun, type Region } from './region';

/**
 * The shape of a region, blurred by two box filters per axis that together reach `reach` pixels beyond its edge. Alpha
 * is scaled to reach `opacity` at half of the blurred maximum, which is the value at a straight edge, and does not
 * exceed it.
 * @param opacity 0 to 1
 * @returns coverage with its top left pixel at (left, top) of the image
 */
export function glowAround(
  region: Region,
  image: ImageSize,
  reach: number,
  opacity: number,
): { readonly glow: Coverage; readonly left: number; readonly top: number } {
  const left = Math.max(region.left - reach, 0);
  const top = Math.max(region.top - reach, 0);
  const width = Math.min(region.right + reach, image.width) - left;
  const height = Math.min(region.bottom + reach, image.height) - top;
  if (width <= 0 || height <= 0) return { glow: { alpha: new Uint8Array(0), width: 0, height: 0 }, left, top };
  let shape = new Float32Array(width * height);
  forEachPixelRun(region, (y, from, to) =>
    shape.fill(1, (y - top) * width + from - left, (y - top) * width + to - left),
  );
  const radius = Math.max(Math.floor(reach / 2), 1);
  // Each call transposes the pixels, so that two calls filter first rows and then columns.
  for (let pass = 0; pass < 2; pass++) {
    shape = filterAndTranspose(shape, width, height, radius);
    shape = filterAndTranspose(shape, height, width, radius);
  }
  let densest = 0;
  for (let at = 0; at < shape.length; at++) if (shape[at]! > densest) densest = shape[at]!;
  const scale = densest > 0 ? (2 * opacity * 255) / densest : 0;
  const alpha = new Uint8Array(shape.length);
  for (let at = 0; at < shape.length; at++) alpha[at] = Math.min(shape[at]! * scale, opacity * 255) + 0.5;
  return { glow: { alpha, width, height }, left, top };
}

/** Sums over `2 * radius + 1` pixels of each row. The result is transposed: rows become columns. */
function filterAndTranspose(
  pixels: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array<ArrayBuffer> {
  const transposed = new Float32Array(pixels.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += pixels[row + x]!;
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += pixels[row + x + radius]!;
      transposed[x * height + y] = sum;
      if (x >= radius) sum -= pixels[row + x - radius]!;
    }
  }
  return transposed;
}
