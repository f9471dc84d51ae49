import type { PixelRuns } from './pixel-runs';

/**
 * Which runs hang together: for each run the first run of its component. Pixels are of one component where they share an edge; to
 * touch at a corner is not enough.
 */
export function componentsOf({ edges, firstOfRow }: PixelRuns): Int32Array {
  // Each run points to an earlier one of its component, the first to itself.
  const earlier = Int32Array.from({ length: edges.length / 2 }, (_, run) => run);
  const firstOf = (run: number): number => {
    let at = run;
    while (earlier[at] !== at) {
      earlier[at] = earlier[earlier[at]!]!;
      at = earlier[at]!;
    }
    return at;
  };
  for (let y = 1; y + 1 < firstOfRow.length; y++) {
    let above = firstOfRow[y - 1]!;
    let below = firstOfRow[y]!;
    while (above < firstOfRow[y]! && below < firstOfRow[y + 1]!) {
      if (edges[2 * above]! < edges[2 * below + 1]! && edges[2 * below]! < edges[2 * above + 1]!) {
        const a = firstOf(above);
        const b = firstOf(below);
        earlier[Math.max(a, b)] = Math.min(a, b);
      }
      if (edges[2 * above + 1]! < edges[2 * below + 1]!) above++;
      else below++;
    }
  }
  return earlier.map((_, run) => firstOf(run));
}

/** Pixels of each component, at its first run. */
export function componentAreas({ edges }: PixelRuns, components: Int32Array): Int32Array {
  const areas = new Int32Array(components.length);
  components.forEach((component, run) => {
    areas[component]! += edges[2 * run + 1]! - edges[2 * run]!;
  });
  return areas;
}
