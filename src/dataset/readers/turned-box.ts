import type { ImageSize, Mask } from '../../contract';
import { polygonMask } from '../../geometry/polygon-mask';

/** The pixels of a box that is turned clockwise around a point. Lengths are in pixels. */
export function turnedBoxMask(
  [left, top, width, height]: readonly [number, number, number, number],
  degrees: number,
  [x, y]: readonly [number, number],
  image: ImageSize,
): Mask {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corners = [
    [left, top],
    [left + width, top],
    [left + width, top + height],
    [left, top + height],
  ] as const;
  const ring = corners.flatMap(([a, b]) => [x + (a - x) * cos - (b - y) * sin, y + (a - x) * sin + (b - y) * cos]);
  // The cosine of 90 degrees is not exactly 0.
  return polygonMask([ring.map((value) => Math.round(value * 1e6) / 1e6)], image);
}
