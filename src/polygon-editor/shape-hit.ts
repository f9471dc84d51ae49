import { isInPolygon, type Point2d } from '../geometry/polygon';
import { distanceTo, type Segment, segmentsOf, sidesOf } from '../geometry/segment';
import type { ShapeEdit } from './shape-edit';

/** Size of an image on the screen, in pixels of the screen. */
export interface ScreenSize {
  readonly width: number;
  readonly height: number;
}

/** The part of a drawing at a position: a corner, the dot in the middle of the edge after a corner, or the shape. */
export type Hit = { readonly on: 'corner' | 'dot'; readonly index: number } | { readonly on: 'shape' };

/** How far a pointer may be from a part to hit it, and how far it may move and still click. Pixels of the screen. */
export interface Reach {
  readonly corner: number;
  readonly dot: number;
  readonly line: number;
  /** A hand trembles, and a finger rolls. */
  readonly click: number;
}

const preciseReach: Reach = { corner: 12, dot: 10, line: 8, click: 3 };
/** A finger covers what it touches: targets are 44 pixels large. */
const fingerReach: Reach = { corner: 22, dot: 16, line: 16, click: 10 };

/** @param pointerType of a `PointerEvent` */
export const reachOf = (pointerType: string): Reach => (pointerType === 'touch' ? fingerReach : preciseReach);

/** The edges of a drawing, by the index of their first corner. Only a finished zone has one from its last corner to its first. */
const edgesOf = ({ kind, points, isOpen }: ShapeEdit): readonly Segment[] =>
  kind === 'zone' && !isOpen ? sidesOf(points) : segmentsOf(points);

/** The middles of the edges, where a dot inserts a corner. */
export const dotsOf = (edit: ShapeEdit): readonly Point2d[] =>
  edgesOf(edit).map(([[ax, ay], [bx, by]]) => [(ax + bx) / 2, (ay + by) / 2]);

/** Finds the part of a drawing at a position. Corners win over dots, and dots over the shape. */
export function hitAt(edit: ShapeEdit, at: Point2d, size: ScreenSize, reach: Reach): Hit | undefined {
  const corner = nearest(edit.points, at, size, reach.corner);
  const dot = nearest(dotsOf(edit), at, size, reach.dot);
  // A finger reaches far: it meets a dot that is clearly nearer than the corners.
  const isDotNearer = corner && dot && corner.distance > preciseReach.corner && dot.distance < corner.distance;
  if (corner && !isDotNearer) return { on: 'corner', index: corner.index };
  if (dot) return { on: 'dot', index: dot.index };
  if (edit.isOpen) return undefined;
  const isHit =
    edit.kind === 'zone'
      ? isInPolygon(at, edit.points)
      : distanceTo(segmentsOf(edit.points.map((point) => onScreen(point, size))), onScreen(at, size)) <= reach.line;
  return isHit ? { on: 'shape' } : undefined;
}

/** The nearest point within `radius` pixels. */
function nearest(
  points: readonly Point2d[],
  at: Point2d,
  size: ScreenSize,
  radius: number,
): { readonly index: number; readonly distance: number } | undefined {
  const distances = points.map((point) => pixelsBetween(point, at, size));
  const distance = Math.min(...distances);
  return distance <= radius ? { index: distances.indexOf(distance), distance } : undefined;
}

/** Distance of two points on the screen, in pixels. */
export const pixelsBetween = ([ax, ay]: Point2d, [bx, by]: Point2d, { width, height }: ScreenSize): number =>
  Math.hypot((ax - bx) * width, (ay - by) * height);

const onScreen = ([x, y]: Point2d, { width, height }: ScreenSize): Point2d => [x * width, y * height];
