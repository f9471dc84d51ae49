import type { Ring } from '../../geometry/polygons';

/**
 * One ring in place of many: each next ring is reached by the shortest bridge between corners and left the same way, as
 * `merge_multi_segment` of Ultralytics joins parts. Holes stay holes by either fill rule.
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

/** The indices of the two corners that lie closest to each other. */
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
