import type { ImageSize } from '../contract';
import type { Point2d } from './segment';

/** The arrow in the middle of a line: it points to the side on which objects are that went `in`. */
export interface LineArrow {
  /** Its start, in the unit of the points. */
  readonly at: Point2d;
  /** Its direction in the image: a vector of length 1, with y pointing down. */
  readonly direction: Point2d;
}

/**
 * The arrow at the middle segment of a line. `in` is from left to right, seen in the direction in which the line was drawn.
 * @param size of the image, if the points are shares of it. Without, they are pixels
 * @returns `undefined` for fewer than 2 points, and for a middle segment of length 0: they have no direction
 */
export function arrowOf(
  points: readonly Point2d[],
  { width, height }: ImageSize = { width: 1, height: 1 },
): LineArrow | undefined {
  const middle = Math.ceil(points.length / 2);
  const [from, to] = [points[middle - 1], points[middle]];
  if (!from || !to) return undefined;
  const [dx, dy] = [(to[0] - from[0]) * width, (to[1] - from[1]) * height];
  const length = Math.hypot(dx, dy);
  if (length === 0) return undefined;
  return { at: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], direction: [-dy / length, dx / length] };
}
