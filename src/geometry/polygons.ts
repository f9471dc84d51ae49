import type { Mask } from '../contract';
import { componentsOf } from './components';
import { type PixelRuns, pixelRunsOf } from './pixel-runs';
import { simplifyRing } from './simplify';

/** Corners in order, without the first again at the end. */
export type Ring = readonly (readonly [x: number, y: number])[];

/** One component of an object. On the screen outer rings run clockwise and holes counterclockwise. */
export interface MaskPolygon {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/**
 * The outlines of a mask in pixels of the upright image, along the edges of its pixels: the pixel (3, 4) alone is the square
 * from (3, 4) to (4, 5). Without tolerance, what lies in outer rings and not in holes is the mask, pixel by pixel.
 *
 * Where pixels touch at a corner only, they are components of their own, or holes of their own: no ring meets itself.
 * @param tolerance pixels by which a simplified outline may be off; outlines that were near may then cross
 */
export function maskPolygons(mask: Mask, tolerance = 0): MaskPolygon[] {
  const runs = pixelRunsOf(mask);
  const components = componentsOf(runs);
  const polygons = new Map<number, { outer: Ring; holes: Ring[] }>();
  for (const { run, isHole, corners } of trace(runs, cracksInOrder(runs, components))) {
    const ring = simplifyRing(corners, tolerance);
    // The component's first run begins its outer ring, which is traced before its holes.
    if (isHole) polygons.get(components[run]!)!.holes.push(ring);
    else polygons.set(components[run]!, { outer: ring, holes: [] });
  }
  return [...polygons.values()];
}

/**
 * Crack `2 * run` is the edge at the run's start, walked up, and `2 * run + 1` the edge at its end, walked down: the object
 * is to the right. Gives the crack after each; the way there is straight, or along the line between two rows.
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
      // Ends of the row above and starts of the row below arrive at this line, the others leave it.
      const leftArrives = left < belowBegin === ((left & 1) === 1);
      if (leftArrives) next[left] = right;
      else next[right] = left;
    }
  }
  return next;
}

/** The cracks of two rows from left to right. In pairs they bound where the rows differ, and there the way goes on. */
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
      // Two pixels touch at a corner. Each turns round its own, unless they are of one component: that would meet itself here.
      const isOneComponent = components[above >> 1] === components[below >> 1];
      const isEndAbove = (above & 1) === 1;
      if (isEndAbove === isOneComponent) cracks.push(below++, above++);
      else cracks.push(above++, below++);
    } else cracks.push(xAbove <= xBelow ? above++ : below++);
  }
  return cracks;
}

interface TracedRing {
  /** The first run that the ring touches. */
  readonly run: number;
  readonly isHole: boolean;
  readonly corners: Ring;
}

/** Follows each crack once round; `next` is used up. The first crack of an outer ring is a run's start, of a hole its end. */
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
