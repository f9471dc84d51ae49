import type { Point2d } from '../../../src/geometry/polygon';
import type { ShapeKind } from '../../../src/geometry/shape-limits';
import { type ShapeEdit, startEdit } from '../../../src/polygon-editor/shape-edit';

export const square: readonly Point2d[] = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
];

/** A drawing to which the next click adds a corner. */
export const unfinished = (points: readonly Point2d[], kind: ShapeKind = 'zone'): ShapeEdit => ({
  ...startEdit(kind, points),
  isOpen: true,
});

/** An image of 400 x 200 pixels on the screen: swapped axes fail. */
export const screen = { width: 400, height: 200 };
