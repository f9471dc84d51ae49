import type { Point2d } from '../geometry/polygon';
import {
  addCorner,
  canFinish,
  finish,
  giveUp,
  inImage,
  insertCorner,
  isFull,
  nudgeCorner,
  removeCorner,
  type ShapeEdit,
  undo,
} from './shape-edit';
import { dotsOf } from './shape-hit';

/** A pressed key, as a `KeyboardEvent` has it. */
export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Where the keyboard is: on a corner, or on the image with a cross that the arrows move. */
export interface KeyFocus {
  /** Index of the focused corner. */
  readonly corner: number | undefined;
  /** Shares of the width and height of the image, 0 to 1. */
  readonly cross: Point2d;
}

export interface KeyResult {
  readonly edit: ShapeEdit;
  readonly focus: KeyFocus;
}

/** Shares of the image that an arrow moves, without and with Shift. */
const STEP = 0.005;
const LARGE_STEP = 0.05;

const arrows: Readonly<Record<string, Point2d>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The edit after a key. `undefined` if the key does nothing: others may use it. */
export function keyPressed(edit: ShapeEdit, focus: KeyFocus, pressed: PressedKey): KeyResult | undefined {
  const { key, shiftKey, ctrlKey, metaKey } = pressed;
  const isCommand = ctrlKey || metaKey;
  if (isCommand) return key.toLowerCase() === 'z' && !shiftKey ? onImage(undo(edit), focus) : undefined;
  if (key === 'Enter') return canFinish(edit) ? onImage(finish(edit), focus) : undefined;
  if (key === 'Escape') return edit.isOpen && edit.points.length > 0 ? onImage(giveUp(edit), focus) : undefined;
  const arrow = arrows[key];
  const step = shiftKey ? LARGE_STEP : STEP;
  const by: Point2d | undefined = arrow && [arrow[0] * step, arrow[1] * step];
  return focus.corner === undefined ? imageKey(edit, focus, key, by) : cornerKey(edit, focus, focus.corner, key, by);
}

const onImage = (edit: ShapeEdit, { cross }: KeyFocus): KeyResult => ({ edit, focus: { corner: undefined, cross } });

function imageKey(edit: ShapeEdit, focus: KeyFocus, key: string, by: Point2d | undefined): KeyResult | undefined {
  const [x, y] = focus.cross;
  if (by) return { edit, focus: { ...focus, cross: inImage([x + by[0], y + by[1]]) } };
  if (key === ' ' && edit.isOpen && !isFull(edit)) return { edit: addCorner(edit, focus.cross), focus };
  const isRemoval = key === 'Delete' || key === 'Backspace';
  if (isRemoval && edit.isOpen && edit.points.length > 0) {
    return { edit: removeCorner(edit, edit.points.length - 1), focus };
  }
  return undefined;
}

function cornerKey(
  edit: ShapeEdit,
  focus: KeyFocus,
  corner: number,
  key: string,
  by: Point2d | undefined,
): KeyResult | undefined {
  if (by) return { edit: nudgeCorner(edit, corner, by), focus };
  if (key === 'Delete' || key === 'Backspace') {
    const removed = removeCorner(edit, corner);
    return { edit: removed, focus: { ...focus, corner: removed.selected } };
  }
  const dot = dotsOf(edit)[corner];
  if ((key === 'Insert' || key === '+' || key === ' ') && dot && !isFull(edit)) {
    return { edit: insertCorner(edit, corner, dot), focus: { ...focus, corner: corner + 1 } };
  }
  return undefined;
}
