import type { ImageSize } from '../contract';
import type { Coverage } from './paint';
import { forEachPixelRun, type Region } from './region';

/**
 * A region's shape blurred by two box filters a side, which together reach so many pixels over its edge. The edge itself is
 * as dense as asked: half of what is around it is object, so from half of the densest pixel on all is.
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
  // Each pass turns the picture on its side, so that two of them filter rows and then columns.
  for (let pass = 0; pass < 2; pass++) {
    shape = filteredAndTurned(shape, width, height, radius);
    shape = filteredAndTurned(shape, height, width, radius);
  }
  let densest = 0;
  for (let at = 0; at < shape.length; at++) if (shape[at]! > densest) densest = shape[at]!;
  const scale = densest > 0 ? (2 * opacity * 255) / densest : 0;
  const alpha = new Uint8Array(shape.length);
  for (let at = 0; at < shape.length; at++) alpha[at] = Math.min(shape[at]! * scale, opacity * 255) + 0.5;
  return { glow: { alpha, width, height }, left, top };
}

/** Sums over `2 * radius + 1` pixels of each row, which become the columns. */
function filteredAndTurned(
  pixels: Float32Array,
  width: number,
  height: number,
  radius: number,
): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(pixels.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += pixels[row + x]!;
    for (let x = 0; x < width; x++) {
      if (x + radius < width) sum += pixels[row + x + radius]!;
      turned[x * height + y] = sum;
      if (x >= radius) sum -= pixels[row + x - radius]!;
    }
  }
  return turned;
}
