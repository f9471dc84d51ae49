import { crossesItself, type Point2d } from './polygon';
import { areaIn, areCrossing, lengthOf, type Segment, segmentsOf, sidesOf } from './segment';
import type { ShapeKind } from './shape-limits';

/** `crosses`: sides cross each other. `flat`: a zone has no area, or a line no length. */
export type ShapeProblem = 'crosses' | 'flat';

/** Why a zone or line cannot be used, though it has enough points. */
export function shapeProblem(kind: ShapeKind, points: readonly Point2d[]): ShapeProblem | undefined {
  const crosses = kind === 'zone' ? crossesItself(points) : lineCrossesItself(segmentsOf(points));
  if (crosses) return 'crosses';
  const extent = kind === 'zone' ? areaIn(sidesOf(points)) : lengthOf(segmentsOf(points));
  return extent === 0 ? 'flat' : undefined;
}

const lineCrossesItself = (segments: readonly Segment[]): boolean =>
  segments.some((segment, index) => segments.slice(index + 2).some((other) => areCrossing(segment, other)));
