/** A point in any unit. */
export type Point2d = readonly [x: number, y: number];

/** Corners in order, in the unit of the points that are compared with it. The last corner is joined to the first one. */
export type Polygon = readonly Point2d[];

/**
 * Whether a point is inside a polygon, by the even-odd rule. Of polygons that share an edge, a point on this edge is inside
 * exactly one.
 */
export function isInPolygon([x, y]: Point2d, polygon: Polygon): boolean {
  let isInside = false;
  for (const [[ax, ay], [bx, by]] of edgesOf(polygon)) {
    if (ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay)) isInside = !isInside;
  }
  return isInside;
}

/** Whether two edges of a polygon cross each other. Edges that only touch do not count. */
export function crossesItself(polygon: Polygon): boolean {
  const edges = edgesOf(polygon);
  return edges.some(([a, b], index) => edges.slice(index + 1).some(([c, d]) => areCrossing(a, b, c, d)));
}

const edgesOf = (polygon: Polygon): (readonly [from: Point2d, to: Point2d])[] =>
  polygon.map((corner, index) => [corner, polygon[(index + 1) % polygon.length]!]);

/** Whether the inner parts of the segments from `a` to `b` and from `c` to `d` share exactly one point. */
const areCrossing = (a: Point2d, b: Point2d, c: Point2d, d: Point2d): boolean =>
  sideOf(c, a, b) * sideOf(d, a, b) < 0 && sideOf(a, c, d) * sideOf(b, c, d) < 0;

/** Above 0 on one side of the line through `from` and `to`, below 0 on the other one, 0 on the line. */
const sideOf = ([x, y]: Point2d, from: Point2d, to: Point2d): number =>
  (to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]);
