import type { ImageSize, Mask } from '../contract';
import { emptyMask } from './mask';

/** `x1, y1, x2, y2, ...` in pixels. */
export type FlatRing = readonly number[];

/**
 * The pixels whose centres are in one of the rings, each by the even-odd rule, so that a ring that is joined to its holes by
 * bridges has these holes. The inverse of `maskPolygons` with tolerance 0. Parts outside the image are cut off.
 */
export function polygonMask(rings: readonly FlatRing[], image: ImageSize): Mask {
  const xs = rings.flatMap((ring) => ring.filter((_value, index) => index % 2 === 0));
  const ys = rings.flatMap((ring) => ring.filter((_value, index) => index % 2 === 1));
  const left = Math.max(Math.floor(least(xs)), 0);
  const top = Math.max(Math.floor(least(ys)), 0);
  const width = Math.min(Math.ceil(-least(xs.map((x) => -x))), image.width) - left;
  const height = Math.min(Math.ceil(-least(ys.map((y) => -y))), image.height) - top;
  if (!(width > 0 && height > 0)) return emptyMask();
  const data = Buffer.alloc(width * height);
  for (const ring of rings) {
    for (let row = 0; row < height; row++) {
      const crossings = crossingsAt(ring, top + row + 0.5);
      for (let index = 0; index + 1 < crossings.length; index += 2) {
        const [start, end] = [crossings[index]!, crossings[index + 1]!].map((x) => firstCentre(x) - left);
        if (end! > 0 && start! < width)
          data.fill(1, row * width + Math.max(start!, 0), row * width + Math.min(end!, width));
      }
    }
  }
  return { type: 'uint8', dims: [height, width], offset: [left, top], data };
}

/** The first pixel whose centre is not left of `x`. */
const firstCentre = (x: number): number => Math.ceil(x - 0.5);

/** Where the edges of a ring cross a horizontal line, from left to right. */
function crossingsAt(ring: FlatRing, y: number): number[] {
  const crossings: number[] = [];
  for (let index = 0; index + 1 < ring.length; index += 2) {
    const [x1, y1] = [ring[index]!, ring[index + 1]!];
    const next = index + 3 < ring.length ? index + 2 : 0;
    const [x2, y2] = [ring[next]!, ring[next + 1]!];
    if (y1 <= y !== y2 <= y) crossings.push(x1 + ((y - y1) * (x2 - x1)) / (y2 - y1));
  }
  return crossings.sort((a, b) => a - b);
}

/** Rings can have more points than a call can have arguments. */
const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
