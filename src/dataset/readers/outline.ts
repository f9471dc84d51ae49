import type { Bbox, Detection, ImageSize } from '../../contract';
import { boundsOf } from '../../geometry/areas';
import { type FlatRing, polygonMask } from '../../geometry/polygon-mask';

/**
 * The object inside an outline. The box is that of the outline, which a dataset has if the outline is so small that its mask has
 * no pixels.
 */
export function outlined(rings: readonly FlatRing[], image: ImageSize): Required<Pick<Detection, 'bbox' | 'mask'>> {
  return { bbox: outlineBounds(rings), mask: polygonMask(rings, image) };
}

/** The box around outlines. Not finite if they have no points. */
export const outlineBounds = (rings: readonly FlatRing[]): Bbox => boundsOf(pointsOf(rings));

/** Each point as a box without a size. */
function* pointsOf(rings: readonly FlatRing[]): Iterable<Bbox> {
  for (const ring of rings) for (let at = 0; at + 1 < ring.length; at += 2) yield [ring[at]!, ring[at + 1]!, 0, 0];
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
