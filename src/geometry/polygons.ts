import type { Mask } from '../contract';
import { componentsOf } from './components';
import { type PixelRuns, pixelRunsOf } from './pixel-runs';
import { simplifyRing } from './simplify';

/** Corners of a closed ring in order, in pixels of the upright image. The first corner is not repeated at the end. */
export type Ring = readonly (readonly [x: number, y: number])[];

/** One component of a mask. With y pointing down, outer rings run clockwise and holes counterclockwise. */
export interface MaskPolygon {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/**
 * Outlines of a mask in pixels of the upright image, one polygon for each component. Outlines follow the edges of
 * pixels: the pixel (3, 4) alone is the square from (3, 4) to (4, 5). With `tolerance` 0, filling the polygons gives
 * exactly the mask.
 *
 * Pixels that touch only at a corner are not joined, neither in a component nor in a hole: no ring touches itself.
 * @param tolerance largest distance in pixels between the exact and the simplified outline, 0 = exact. Simplified
 * outlines that were close to each other may cross.
 */
export function maskPolygons(mask: Mask, tolerance = 0): MaskPolygon[] {
  const runs = pixelRunsOf(mask);
  const components = componentsOf(runs);
  const polygons = new Map<number, { outer: Ring; holes: Ring[] }>();
  for (const { run, isHole, corners } of trace(runs, cracksInOrder(runs, components))) {
    const ring = simplifyRing(corners, tolerance);
    // The outer ring of a component starts at its first run, so it is traced before the holes.
    if (isHole) polygons.get(components[run]!)!.holes.push(ring);
    else polygons.set(components[run]!, { outer: ring, holes: [] });
  }
  return [...polygons.values()];
}

/**
 * A crack is a vertical pixel edge between object and background. Crack `2 * run` is the edge at the run's start,
 * walked up; `2 * run + 1` is the edge at its end, walked down: the object is always to the right.
 * @returns for each crack the next one on its ring. They are joined directly or by an edge between the two rows.
 */
function cracksInOrder({ edges, firstOfRow }: PixelRuns, components: Int32Array): Int32Array {
  const next = new Int32Array(edges.length);
  for (let y = 0; y < firstOfRow.length; y++) {
    const aboveBegin = 2 * (firstOfRow[y - 1] ?? 0);
    const belowBegin = 2 * firstOfRow[y]!;
    const belowEnd = 2 * (firstOfRow[y + 1] ?? firstOfRow[y]!);
    const cracks = cracksBetween(edges, components, aboveBegin, belowBegin, belowEnd);
    for (let at = 0; at < cracks.length; at += 2) {
      const [left, right] = [cracks[at]!, cracks[at + 1]!];
      // Run ends of the row above and run starts of the row below lead to this line, the others lead away from it.
      const leftArrives = left < belowBegin === ((left & 1) === 1);
      if (leftArrives) next[left] = right;
      else next[right] = left;
    }
  }
  return next;
}

/** The cracks of two rows, left to right. Each pair bounds a stretch where the rows differ; a ring joins the two. */
function cracksBetween(
  edges: readonly number[],
  components: Int32Array,
  aboveBegin: number,
  belowBegin: number,
  belowEnd: number,
): number[] {
  const cracks: number[] = [];
  let above = aboveBegin;
  let below = belowBegin;
  while (above < belowBegin || below < belowEnd) {
    const xAbove = above < belowBegin ? edges[above]! : Number.POSITIVE_INFINITY;
    const xBelow = below < belowEnd ? edges[below]! : Number.POSITIVE_INFINITY;
    if (xAbove === xBelow && cracks.length % 2 === 1) {
      // Two pixels touch only at a corner. Rings of different components turn around their own pixel. Within one
      // component they turn the other way, because the ring would touch itself here.
      const isOneComponent = components[above >> 1] === components[below >> 1];
      const isEndAbove = (above & 1) === 1;
      if (isEndAbove === isOneComponent) cracks.push(below++, above++);
      else cracks.push(above++, below++);
    } else cracks.push(xAbove <= xBelow ? above++ : below++);
  }
  return cracks;
}

interface TracedRing {
  /** Index of the run where the ring starts. */
  readonly run: number;
  readonly isHole: boolean;
  readonly corners: Ring;
}

/**
 * Follows the cracks of each ring. Overwrites `next`. The first crack of an outer ring is a run's start, of a hole a
 * run's end.
 */
function* trace({ edges, rowOf }: PixelRuns, next: Int32Array): Generator<TracedRing> {
  for (let first = 0; first < next.length; first++) {
    const corners: [number, number][] = [];
    for (let at = first; next[at] !== -1; ) {
      const to = next[at]!;
      next[at] = -1;
      const y = rowOf[at >> 1]! + (at & 1);
      if (edges[at] !== edges[to]) corners.push([edges[at]!, y], [edges[to]!, y]);
      at = to;
    }
    if (corners.length > 0) yield { run: first >> 1, isHole: (first & 1) === 1, corners };
  }
}
