import type { Bbox, Detection, ImageSize } from '../../contract';
import { type FlatRing, polygonMask } from '../../geometry/polygon-mask';

/**
 * The object inside an outline. The box is that of the outline, which a dataset has if the outline is so small that its mask has
 * no pixels.
 */
export function outlined(rings: readonly FlatRing[], image: ImageSize): Required<Pick<Detection, 'bbox' | 'mask'>> {
  return { bbox: boundsOf(rings), mask: polygonMask(rings, image) };
}

/** The box around outlines. Not finite if they have no points. */
export function boundsOf(rings: readonly FlatRing[]): Bbox {
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as [number, number];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number];
  for (const ring of rings) {
    ring.forEach((value, index) => {
      const axis = index % 2 === 0 ? 0 : 1;
      low[axis] = Math.min(low[axis], value);
      high[axis] = Math.max(high[axis], value);
    });
  }
  return [...low, high[0] - low[0], high[1] - low[1]];
}

/** The object in a box that is turned clockwise around a point. Lengths are in pixels. */
export function turnedBox(
  [left, top, width, height]: Bbox,
  degrees: number,
  [x, y]: readonly [number, number],
  image: ImageSize,
): Required<Pick<Detection, 'bbox' | 'mask'>> {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corners = [
    [left, top],
    [left + width, top],
    [left + width, top + height],
    [left, top + height],
  ] as const;
  const ring = corners.flatMap(([a, b]) => [x + (a - x) * cos - (b - y) * sin, y + (a - x) * sin + (b - y) * cos]);
  // The cosine of 90 degrees is not exactly 0.
  return outlined([ring.map((value) => Math.round(value * 1e6) / 1e6)], image);
}
