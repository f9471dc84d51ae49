/** A point in any unit. */
export type Point2d = readonly [x: number, y: number];

/** A straight piece of a line, of the outline of a polygon, or of a path. In any unit, with y pointing down. */
export type Segment = readonly [from: Point2d, to: Point2d];

/** The pieces of an open line through `points`. */
export const segmentsOf = (points: readonly Point2d[]): Segment[] =>
  points.slice(1).map((to, index) => [points[index]!, to]);

/** The sides of a polygon with these corners: the last one joins the last corner to the first. */
export const sidesOf = (corners: readonly Point2d[]): Segment[] =>
  corners.map((corner, index) => [corner, corners[(index + 1) % corners.length]!]);

/** Distance from a point to the nearest one of `segments`; Infinity without segments. */
export function distanceTo(segments: readonly Segment[], [x, y]: Point2d): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const [from, to] of segments) {
    const [ax, ay] = from;
    const dx = to[0] - ax;
    const dy = to[1] - ay;
    const square = dx * dx + dy * dy;
    const along = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square));
    nearest = Math.min(nearest, (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2);
  }
  return Math.sqrt(nearest);
}

/**
 * The x of the points where the horizontal line at `y` meets segments, in ascending order. The upper end of a segment counts,
 * the lower one does not.
 */
export function cutsAt(segments: readonly Segment[], y: number): number[] {
  const cuts: number[] = [];
  for (const [[ax, ay], [bx, by]] of segments)
    if (ay > y !== by > y) cuts.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
  return cuts.sort((a, b) => a - b);
}

/** Above 0 for a point on the right, seen in the direction of the segment, below 0 on the left, 0 on its line. */
export const sideAt = ([[ax, ay], [bx, by]]: Segment, [x, y]: Point2d): number =>
  (bx - ax) * (y - ay) - (by - ay) * (x - ax);

/** Whether a point is on the right, seen in the direction of the segment. A point on its line is not. */
export const isRightOf = (segment: Segment, point: Point2d): boolean => sideAt(segment, point) > 0;

/**
 * Whether two segments cross. Each end counts to one side of the other segment. So a path that runs through a corner of a
 * line, or that has a corner on the line, crosses the line once.
 */
export const areCrossing = (a: Segment, b: Segment): boolean =>
  isRightOf(a, b[0]) !== isRightOf(a, b[1]) && isRightOf(b, a[0]) !== isRightOf(b, a[1]);

/** Where two segments that cross meet, as a share of the first one, 0 to 1. */
export function meetingShare([[ax, ay], [bx, by]]: Segment, [[cx, cy], [dx, dy]]: Segment): number {
  const across = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx);
  return Math.min(1, Math.max(0, ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / across));
}

/** Sum of the lengths of segments. */
export const lengthOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, [[ax, ay], [bx, by]]) => sum + Math.hypot(bx - ax, by - ay), 0);

/** Area inside the sides of a polygon that does not cross itself: the shoelace formula. */
export const areaIn = (sides: readonly Segment[]): number =>
  Math.abs(sides.reduce((sum, [[ax, ay], [bx, by]]) => sum + ax * by - bx * ay, 0)) / 2;
