import type { Ring } from '../../geometry/polygons';

/**
 * Joins several rings into one. Each ring is entered and left over the shortest bridge between two corners, like the
 * segments in `merge_multi_segment` of Ultralytics. Holes stay holes with either fill rule.
 */
export function joinedRing([first = [], ...others]: readonly Ring[]): Ring {
  const joined = [...first];
  for (const ring of others) {
    const { from, to } = shortestBridge(joined, ring);
    const detour = [...ring.slice(to), ...ring.slice(0, to + 1), joined[from]!];
    joined.splice(from + 1, 0, ...detour);
  }
  return joined;
}

/** Indices of the two corners that are closest to each other. */
function shortestBridge(ring: Ring, other: Ring): { from: number; to: number } {
  let shortest = Number.POSITIVE_INFINITY;
  let bridge = { from: 0, to: 0 };
  ring.forEach(([fromX, fromY], from) => {
    other.forEach(([toX, toY], to) => {
      const distance = (fromX - toX) ** 2 + (fromY - toY) ** 2;
      if (distance >= shortest) return;
      shortest = distance;
      bridge = { from, to };
    });
  });
  return bridge;
}
