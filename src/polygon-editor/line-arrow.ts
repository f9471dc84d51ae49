import type { Point2d } from '../geometry/polygon';
import type { ScreenSize } from './shape-hit';

/** The arrow in the middle of a line: it points to the side on which objects are that went `in`. */
export interface LineArrow {
  /** Its start, in shares of the image. */
  readonly at: Point2d;
  /** Its direction on the screen, a vector of length 1. */
  readonly direction: Point2d;
}

/** `in` is from left to right, seen in the direction in which the line was drawn. Fewer than 2 points have no direction. */
export function arrowOf(points: readonly Point2d[], { width, height }: ScreenSize): LineArrow | undefined {
  const middle = Math.ceil(points.length / 2);
  const [from, to] = [points[middle - 1], points[middle]];
  if (!from || !to) return undefined;
  const [dx, dy] = [(to[0] - from[0]) * width, (to[1] - from[1]) * height];
  const length = Math.hypot(dx, dy);
  if (length === 0) return undefined;
  return { at: [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2], direction: [-dy / length, dx / length] };
}
