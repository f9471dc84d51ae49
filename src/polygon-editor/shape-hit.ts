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

/** Pixels of the screen. Fingers need targets of 24 pixels. */
const CORNER = 12;
const DOT = 10;
const LINE = 8;

/** The edges of a drawing, by the index of their first corner. Only a finished zone has one from its last corner to its first. */
const edgesOf = ({ kind, points, isOpen }: ShapeEdit): readonly Segment[] =>
  kind === 'zone' && !isOpen ? sidesOf(points) : segmentsOf(points);

/** The middles of the edges, where a dot inserts a corner. */
export const dotsOf = (edit: ShapeEdit): readonly Point2d[] =>
  edgesOf(edit).map(([[ax, ay], [bx, by]]) => [(ax + bx) / 2, (ay + by) / 2]);

/** Finds the part of a drawing at a position. Corners win over dots, and dots over the shape. */
export function hitAt(edit: ShapeEdit, at: Point2d, size: ScreenSize): Hit | undefined {
  const corner = nearest(edit.points, at, size, CORNER);
  if (corner !== undefined) return { on: 'corner', index: corner };
  const dot = nearest(dotsOf(edit), at, size, DOT);
  if (dot !== undefined) return { on: 'dot', index: dot };
  if (edit.isOpen) return undefined;
  const isHit =
    edit.kind === 'zone'
      ? isInPolygon(at, edit.points)
      : distanceTo(segmentsOf(edit.points.map((point) => onScreen(point, size))), onScreen(at, size)) <= LINE;
  return isHit ? { on: 'shape' } : undefined;
}

/** Index of the nearest point within `radius` pixels. */
function nearest(points: readonly Point2d[], at: Point2d, size: ScreenSize, radius: number): number | undefined {
  const distances = points.map((point) => pixelsBetween(point, at, size));
  const least = Math.min(...distances);
  return least <= radius ? distances.indexOf(least) : undefined;
}

/** Distance of two points on the screen, in pixels. */
export const pixelsBetween = ([ax, ay]: Point2d, [bx, by]: Point2d, { width, height }: ScreenSize): number =>
  Math.hypot((ax - bx) * width, (ay - by) * height);

const onScreen = ([x, y]: Point2d, { width, height }: ScreenSize): Point2d => [x * width, y * height];
