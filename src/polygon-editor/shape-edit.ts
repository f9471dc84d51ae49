import type { Point2d } from '../geometry/polygon';
import { type ShapeKind, shapeLimits } from '../geometry/shape-limits';

/** A zone or line as it is drawn now. Points are shares of the width and height of the image, 0 to 1. */
export interface Drawing {
  readonly points: readonly Point2d[];
  /** The next click adds a corner. */
  readonly isOpen: boolean;
}

/** A drawing that a user edits, and the earlier ones to which undo returns. All functions return a new one. */
export interface ShapeEdit extends Drawing {
  readonly kind: ShapeKind;
  /** Index of the selected corner. */
  readonly selected: number | undefined;
  /** Oldest first. */
  readonly past: readonly Drawing[];
  /** Index of the corner that the last step moved by the keyboard: further moves belong to the same step. */
  readonly nudged: number | undefined;
}

const MAX_STEPS = 50;

/** Starts to edit a shape. Without points, the next click adds the first corner. */
export function startEdit(kind: ShapeKind, points: readonly Point2d[]): ShapeEdit {
  const isOpen = points.length < shapeLimits[kind].least;
  return { kind, points, isOpen, selected: undefined, past: [], nudged: undefined };
}

export const canFinish = ({ kind, points, isOpen }: ShapeEdit): boolean =>
  isOpen && points.length >= shapeLimits[kind].least;

export const isFull = ({ kind, points }: ShapeEdit): boolean => points.length >= shapeLimits[kind].most;

/** Adds a corner at the end. */
export const addCorner = (edit: ShapeEdit, at: Point2d): ShapeEdit => insertCorner(edit, edit.points.length - 1, at);

/** Inserts a corner after the one with index `after`. */
export function insertCorner(edit: ShapeEdit, after: number, at: Point2d): ShapeEdit {
  if (isFull(edit)) return edit;
  const { points, isOpen } = edit;
  return changed(edit, { points: points.toSpliced(after + 1, 0, inImage(at)), isOpen }, after + 1);
}

/** Selects a corner, which is no step. */
export const selectCorner = (edit: ShapeEdit, index: number): ShapeEdit =>
  edit.selected === index ? edit : { ...edit, selected: index };

export function moveCorner(edit: ShapeEdit, index: number, to: Point2d): ShapeEdit {
  const { points, isOpen } = edit;
  return changed(edit, { points: points.with(index, inImage(to)), isOpen }, index);
}

/** Moves a corner by shares of the image. Several moves of the same corner in sequence are one step. */
export function nudgeCorner(edit: ShapeEdit, index: number, [dx, dy]: Point2d): ShapeEdit {
  const [x, y] = edit.points[index]!;
  const moved = moveCorner(edit, index, [x + dx, y + dy]);
  return { ...moved, past: edit.nudged === index ? edit.past : moved.past, nudged: index };
}

/** Moves all corners by shares of the image. The shape stops at the border of the image. */
export function moveShape(edit: ShapeEdit, [dx, dy]: Point2d): ShapeEdit {
  const { points, isOpen, selected } = edit;
  const across = withinImage(dx, points, 0);
  const down = withinImage(dy, points, 1);
  return changed(edit, { points: points.map(([x, y]) => inImage([x + across, y + down])), isOpen }, selected);
}

/** Removes a corner. A shape with too few corners is open again. */
export function removeCorner(edit: ShapeEdit, index: number): ShapeEdit {
  const points = edit.points.toSpliced(index, 1);
  const isOpen = edit.isOpen || points.length < shapeLimits[edit.kind].least;
  return changed(edit, { points, isOpen }, points.length > 0 ? Math.max(index - 1, 0) : undefined);
}

/** Ends the drawing, if it has enough corners. */
export const finish = (edit: ShapeEdit): ShapeEdit =>
  canFinish(edit) ? changed(edit, { points: edit.points, isOpen: false }, undefined) : edit;

/** Discards an unfinished drawing: the last finished one returns, or an empty one. */
export function giveUp(edit: ShapeEdit): ShapeEdit {
  if (!edit.isOpen || edit.points.length === 0) return edit;
  const finished = edit.past.findLast(({ isOpen }) => !isOpen);
  return changed(edit, finished ?? { points: [], isOpen: true }, undefined);
}

/** Replaces all corners. */
export const replaceCorners = (edit: ShapeEdit, points: readonly Point2d[]): ShapeEdit =>
  changed(edit, { points, isOpen: points.length < shapeLimits[edit.kind].least }, undefined);

/** Makes a line of a zone, or a zone of a line. */
export const changeKind = (edit: ShapeEdit, kind: ShapeKind): ShapeEdit => ({
  ...edit,
  kind,
  isOpen: edit.points.length < shapeLimits[kind].least,
});

export function undo(edit: ShapeEdit): ShapeEdit {
  const before = edit.past.at(-1);
  return before ? { ...edit, ...before, past: edit.past.slice(0, -1), selected: undefined, nudged: undefined } : edit;
}

function changed(edit: ShapeEdit, drawing: Drawing, selected: number | undefined): ShapeEdit {
  const { kind, points, isOpen, past } = edit;
  return { kind, ...drawing, selected, past: [...past, { points, isOpen }].slice(-MAX_STEPS), nudged: undefined };
}

/** The nearest point in the image. Four decimals are half a pixel of an image of 5000 pixels. */
export const inImage = ([x, y]: Point2d): Point2d => [rounded(x), rounded(y)];
const rounded = (share: number): number => Math.round(Math.min(Math.max(share, 0), 1) * 1e4) / 1e4;

/** The part of a move along an axis after which all points are still in the image. */
function withinImage(move: number, points: readonly Point2d[], axis: 0 | 1): number {
  const shares = points.map((point) => point[axis]);
  return Math.min(Math.max(move, -Math.min(...shares)), 1 - Math.max(...shares));
}
