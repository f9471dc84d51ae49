import type { Ring } from '../../geometry/polygons';

/**
 * One ring in place of many: each next ring is reached by the shortest bridge between corners and left the same way, as
 * `merge_multi_segment` of Ultralytics joins parts. Holes stay holes by either fill rule.
 */
export function joinedRing([first = [], ...others]: readonly Ring[]): Ring {
  const joined = [...first];
  for (const ring of others) {
    const { here, there } = shortestBridge(joined, ring);
    const detour = [...ring.slice(there), ...ring.slice(0, there + 1), joined[here]!];
    joined.splice(here + 1, 0, ...detour);
  }
  return joined;
}

function shortestBridge(from: Ring, to: Ring): { here: number; there: number } {
  let shortest = Number.POSITIVE_INFINITY;
  let bridge = { here: 0, there: 0 };
  from.forEach(([fromX, fromY], here) => {
    to.forEach(([toX, toY], there) => {
      const distance = (fromX - toX) ** 2 + (fromY - toY) ** 2;
      if (distance >= shortest) return;
      shortest = distance;
      bridge = { here, there };
    });
  });
  return bridge;
}
