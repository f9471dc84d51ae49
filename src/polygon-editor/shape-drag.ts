import type { Point2d } from '../geometry/polygon';
import {
  addCorner,
  canFinish,
  finish,
  insertCorner,
  isFull,
  moveCorner,
  moveShape,
  type ShapeEdit,
} from './shape-edit';
import { dotsOf, hitAt, pixelsBetween, type Reach, type ScreenSize } from './shape-hit';

/** A pressed pointer, until it is released. The complete drag is one step of undo. */
export interface Drag {
  /** The edit before the pointer was pressed. */
  readonly before: ShapeEdit;
  /** Where the pointer was pressed. */
  readonly from: Point2d;
  readonly isMoved: boolean;
  /** Of the pointer. */
  readonly reach: Reach;
  /** The edit as long as the pointer does not move, */
  readonly pressed: ShapeEdit;
  /** while it is elsewhere, */
  moved(by: Point2d): ShapeEdit;
  /** and if it is released where it was pressed. */
  readonly clicked: ShapeEdit;
}

export interface Press {
  readonly edit: ShapeEdit;
  readonly drag?: Drag;
}

/** Presses the pointer: it grabs a corner, a dot or the shape, or adds a corner to an unfinished drawing. */
export function press(edit: ShapeEdit, at: Point2d, size: ScreenSize, reach: Reach): Press {
  const hit = hitAt(edit, at, size, reach);
  const grab = (pressed: ShapeEdit, moved: Drag['moved'], clicked = pressed): Press => ({
    edit: pressed,
    drag: { before: edit, from: at, isMoved: false, reach, pressed, moved, clicked },
  });
  if (hit?.on === 'corner') {
    const { index } = hit;
    const corner = edit.points[index]!;
    const selected = { ...edit, selected: index };
    const isEnd = index === (edit.kind === 'zone' ? 0 : edit.points.length - 1);
    const clicked = isEnd && canFinish(edit) ? finish(edit) : selected;
    return grab(selected, (by) => moveCorner(edit, index, sum(corner, by)), clicked);
  }
  if (hit?.on === 'dot') {
    const dot = dotsOf(edit)[hit.index]!;
    return grab(insertCorner(edit, hit.index, dot), (by) => insertCorner(edit, hit.index, sum(dot, by)));
  }
  const unselected = { ...edit, selected: undefined };
  if (hit?.on === 'shape') return grab(unselected, (by) => moveShape(edit, by));
  if (!edit.isOpen || isFull(edit)) return { edit: unselected };
  return grab(addCorner(edit, at), (by) => addCorner(edit, sum(at, by)));
}

/** Moves the pressed pointer. */
export function dragTo(drag: Drag, at: Point2d, size: ScreenSize): Required<Press> {
  const isMoved = drag.isMoved || pixelsBetween(drag.from, at, size) >= drag.reach.click;
  const edit = isMoved ? drag.moved([at[0] - drag.from[0], at[1] - drag.from[1]]) : drag.pressed;
  return { edit, drag: { ...drag, isMoved } };
}

/** Releases the pointer after the last move, which resulted in `edit`. */
export const release = (drag: Drag, edit: ShapeEdit): ShapeEdit => (drag.isMoved ? edit : drag.clicked);

const sum = ([ax, ay]: Point2d, [bx, by]: Point2d): Point2d => [ax + bx, ay + by];
