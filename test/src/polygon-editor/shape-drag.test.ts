import assert from 'node:assert/strict';
import type { Point2d } from '../../../src/geometry/polygon';
import { dragTo, press, release } from '../../../src/polygon-editor/shape-drag';
import { type ShapeEdit, startEdit, undo } from '../../../src/polygon-editor/shape-edit';
import { reachOf } from '../../../src/polygon-editor/shape-hit';
import { screen, square, unfinished } from './drawings';

/** Presses, moves and releases the mouse. */
const dragged = (start: ShapeEdit, from: Point2d, ...to: readonly Point2d[]): ShapeEdit =>
  draggedBy('mouse', start, from, ...to);

/** Presses, moves and releases a pointer. */
function draggedBy(pointer: string, start: ShapeEdit, from: Point2d, ...to: readonly Point2d[]): ShapeEdit {
  let { edit, drag } = press(start, from, screen, reachOf(pointer));
  for (const at of drag ? to : []) ({ edit, drag } = dragTo(drag!, at, screen));
  return drag ? release(drag, edit) : edit;
}

describe('a pointer', () => {
  it('adds corners to an unfinished drawing only', () => {
    const two = dragged(dragged(startEdit('zone', []), [0.1, 0.1]), [0.9, 0.1]);

    assert.deepEqual(two.points, [
      [0.1, 0.1],
      [0.9, 0.1],
    ]);
    assert.deepEqual(dragged(startEdit('zone', square), [0.05, 0.05]).points, square);
  });

  it('ends a zone with a click on its first corner, and a line with one on its last', () => {
    const line = unfinished(square.slice(0, 2), 'line');

    assert.equal(dragged(unfinished(square), [0.2, 0.2]).isOpen, false);
    assert.equal(dragged(unfinished(square), [0.2, 0.8]).isOpen, true);
    assert.equal(dragged(unfinished(square.slice(0, 2)), [0.2, 0.2]).isOpen, true);
    assert.equal(dragged(line, [0.8, 0.2]).isOpen, false);
    assert.equal(dragged(line, [0.2, 0.2]).isOpen, true);
  });

  it('moves a corner by as much as the pointer moves, wherever it was grabbed', () => {
    const edit = dragged(startEdit('zone', square), [0.21, 0.22], [0.3, 0.3], [0.31, 0.32]);

    assert.deepEqual(edit.points, [[0.3, 0.3], ...square.slice(1)]);
    assert.equal(edit.selected, 0);
  });

  it('does not move a corner that was clicked with a trembling hand', () => {
    const near: Point2d = [0.2 + 2 / screen.width, 0.2];

    assert.deepEqual(dragged(startEdit('zone', square), [0.2, 0.2], near).points, square);
    assert.equal(dragged(unfinished(square), [0.2, 0.2], near).isOpen, false);
  });

  it('does not move a corner that was tapped with a finger that rolls', () => {
    const near: Point2d = [0.2 + 9 / screen.width, 0.2];
    const far: Point2d = [0.2 + 11 / screen.width, 0.2];

    assert.deepEqual(draggedBy('touch', startEdit('zone', square), [0.2, 0.2], near).points, square);
    assert.deepEqual(draggedBy('touch', startEdit('zone', square), [0.2, 0.2], far).points[0], [0.2275, 0.2]);
  });

  it('moves a first corner instead of ending the drawing, if it is dragged', () => {
    const edit = dragged(unfinished(square), [0.2, 0.2], [0.1, 0.1]);

    assert.deepEqual([edit.isOpen, edit.points[0]], [true, [0.1, 0.1]]);
  });

  it('inserts a corner with the dot of an edge, at once where it is dragged to', () => {
    const clicked = dragged(startEdit('zone', square), [0.5, 0.21]);
    const moved = dragged(startEdit('zone', square), [0.5, 0.2], [0.5, 0.05]);

    assert.deepEqual([clicked.points.length, clicked.points[1], clicked.selected], [5, [0.5, 0.2], 1]);
    assert.deepEqual([moved.points.length, moved.points[1]], [5, [0.5, 0.05]]);
  });

  it('moves the complete shape', () => {
    const edit = dragged(startEdit('zone', square), [0.4, 0.5], [0.5, 0.55]);

    assert.deepEqual(edit.points[0], [0.3, 0.25]);
    assert.deepEqual(edit.points[2], [0.9, 0.85]);
  });

  it('makes one step of each drag', () => {
    for (const from of [
      [0.2, 0.2],
      [0.5, 0.2],
      [0.4, 0.5],
    ] as const) {
      const edit = dragged(startEdit('zone', square), from, [0.3, 0.3], [0.35, 0.4], [0.4, 0.42]);

      assert.notDeepEqual(edit.points, square);
      assert.deepEqual(undo(edit).points, square);
    }
    assert.deepEqual(undo(dragged(unfinished(square), [0.1, 0.1], [0.1, 0.3])).points, square);
  });
});
