import { type Point2d, type Segment, sideAt, sidesOf } from './segment';

export type { Point2d };

/** Corners in order, in the unit of the points that are compared with it. The last corner is joined to the first one. */
export type Polygon = readonly Point2d[];

/**
 * Whether a point is inside a polygon, by the even-odd rule. Of polygons that share an edge, a point on this edge is inside
 * exactly one.
 */
export function isInPolygon([x, y]: Point2d, polygon: Polygon): boolean {
  let isInside = false;
  for (const [[ax, ay], [bx, by]] of sidesOf(polygon)) {
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) isInside = !isInside;
  }
  return isInside;
}

/** Whether two edges of a polygon cross each other. Edges that only touch do not count. */
export const crossesItself = (polygon: Polygon): boolean => haveCrossings(sidesOf(polygon));

/** Whether two segments of a list cross each other. Segments that only touch do not count. */
export const haveCrossings = (segments: readonly Segment[]): boolean =>
  segments.some((segment, index) => segments.slice(index + 1).some((other) => haveCommonInside(segment, other)));

/** Whether the inner parts of two segments share exactly one point. */
const haveCommonInside = (a: Segment, b: Segment): boolean => areApart(a, b) && areApart(b, a);

/** Whether the ends of a segment are on different sides of the line through another one, and neither is on it. */
const areApart = (line: Segment, [from, to]: Segment): boolean => sideAt(line, from) * sideAt(line, to) < 0;
