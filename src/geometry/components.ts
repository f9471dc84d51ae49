import type { PixelRuns } from './pixel-runs';

/**
 * Labels the connected components of a mask. Two pixels are connected if they share an edge (4-connectivity).
 * @returns for each run the index of the first run of its component, which identifies the component
 */
export function componentsOf({ edges, firstOfRow }: PixelRuns): Int32Array {
  // Union-find: each run points to an earlier run of its component, the first run to itself.
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

/** Number of pixels of each component, at the index of its first run; 0 at the index of all other runs. */
export function componentAreas({ edges }: PixelRuns, components: Int32Array): Int32Array {
  const areas = new Int32Array(components.length);
  components.forEach((component, run) => {
    areas[component]! += edges[2 * run + 1]! - edges[2 * run]!;
  });
  return areas;
}
