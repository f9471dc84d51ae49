type Point = readonly [x: number, y: number];

/**
 * Removes corners of a closed ring (Douglas-Peucker). Every removed corner is at most `tolerance` away from the result,
 * in the unit of the points. If fewer than three corners would remain, the tolerance is halved until at least three do.
 */
export function simplifyRing(ring: readonly Point[], tolerance: number): readonly Point[] {
  if (tolerance <= 0) return ring;
  const far = farthestFrom(ring, ring[0]!);
  const isKept = new Uint8Array(ring.length);
  isKept[0] = 1;
  isKept[far] = 1;
  keepBends(ring, 0, far, tolerance, isKept);
  keepBends(ring, far, ring.length, tolerance, isKept);
  const simplified = ring.filter((_, at) => isKept[at] === 1);
  return simplified.length < 3 ? simplifyRing(ring, tolerance / 2) : simplified;
}

function farthestFrom(ring: readonly Point[], from: Point): number {
  let far = 0;
  let farthest = 0;
  ring.forEach((point, at) => {
    const distance = squaredDistance(point, from);
    if (distance <= farthest) return;
    far = at;
    farthest = distance;
  });
  return far;
}

/** Marks the corners to keep between two kept corners. An `end` equal to the ring's length means its first corner. */
function keepBends(ring: readonly Point[], begin: number, end: number, tolerance: number, isKept: Uint8Array): void {
  const open: [number, number][] = [[begin, end]];
  for (let chain = open.pop(); chain; chain = open.pop()) {
    const [from, to] = chain;
    const a = ring[from]!;
    const b = ring[to % ring.length]!;
    let bend = -1;
    let farthest = tolerance * tolerance;
    for (let at = from + 1; at < to; at++) {
      const distance = squaredDistanceToSegment(ring[at]!, a, b);
      if (distance <= farthest) continue;
      bend = at;
      farthest = distance;
    }
    if (bend === -1) continue;
    isKept[bend] = 1;
    open.push([from, bend], [bend, to]);
  }
}

const squaredDistance = (a: Point, b: Point): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;

function squaredDistanceToSegment(point: Point, a: Point, b: Point): number {
  const along = (point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1]);
  const share = Math.min(Math.max(along / squaredDistance(a, b), 0), 1);
  return squaredDistance(point, [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
}
