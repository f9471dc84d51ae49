import { haveCrossings, type Point2d } from './polygon';
import { areaIn, lengthOf, segmentsOf, sidesOf } from './segment';
import type { ShapeKind } from './shape-limits';

/** `crosses`: sides cross each other. `flat`: a zone has no area, or a line no length. */
export type ShapeProblem = 'crosses' | 'flat';

/** Why a zone or line cannot be used, though it has enough points. It may touch itself: a line may be a ring. */
export function shapeProblem(kind: ShapeKind, points: readonly Point2d[]): ShapeProblem | undefined {
  const sides = kind === 'zone' ? sidesOf(points) : segmentsOf(points);
  if (haveCrossings(sides)) return 'crosses';
  const extent = kind === 'zone' ? areaIn(sides) : lengthOf(sides);
  return extent === 0 ? 'flat' : undefined;
}
