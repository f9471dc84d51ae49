import assert from 'node:assert/strict';
import {
  addCorner,
  changeKind,
  finish,
  giveUp,
  insertCorner,
  moveCorner,
  moveShape,
  nudgeCorner,
  removeCorner,
  replaceCorners,
  type ShapeEdit,
  startEdit,
  undo,
} from '../../../src/polygon-editor/shape-edit';
import { square, unfinished } from './drawings';

const shown = ({ points, isOpen, selected }: ShapeEdit): unknown => ({ points, isOpen, selected });

describe('editing a shape', () => {
  it('starts a drawing without corners, and ends it when asked', () => {
    let edit = startEdit('zone', []);
    for (const corner of square) edit = addCorner(edit, corner);
    const before = edit.isOpen;

    assert.deepEqual([before, finish(edit).isOpen, finish(edit).points], [true, false, square]);
  });

  for (const [kind, least] of [
    ['zone', 3],
    ['line', 2],
  ] as const) {
    it(`does not end a ${kind} of fewer than ${least} corners`, () => {
      const corners = square.slice(0, least - 1);

      assert.equal(finish(unfinished(corners, kind)).isOpen, true);
      assert.equal(startEdit(kind, corners).isOpen, true);
      assert.equal(finish(addCorner(unfinished(corners, kind), [0.5, 0.9])).isOpen, false);
    });
  }

  it('takes at most 64 corners of a zone and 16 of a line', () => {
    for (const [kind, most] of [
      ['zone', 64],
      ['line', 16],
    ] as const) {
      let edit = startEdit(kind, []);
      for (let index = 0; index < 100; index++) edit = addCorner(edit, [index / 100, 0.5]);

      assert.equal(edit.points.length, most);
      assert.equal(insertCorner(edit, 0, [0, 0]), edit);
    }
  });

  it('inserts a corner behind another, and selects it', () => {
    const edit = insertCorner(startEdit('zone', square), 3, [0.1, 0.5]);

    assert.deepEqual(shown(edit), { points: [...square, [0.1, 0.5]], isOpen: false, selected: 4 });
  });

  it('keeps corners in the image, with four decimals', () => {
    const edit = moveCorner(startEdit('zone', square), 1, [1.2, 0.123456]);

    assert.deepEqual(edit.points[1], [1, 0.1235]);
    assert.deepEqual(moveCorner(edit, 0, [-3, -0.00001]).points[0], [0, 0]);
  });

  it('moves a shape up to the border of the image without changing its form', () => {
    const edit = moveShape(startEdit('zone', square), [0.5, -0.1]);

    assert.deepEqual(edit.points, [
      [0.4, 0.1],
      [1, 0.1],
      [1, 0.7],
      [0.4, 0.7],
    ]);
  });

  it('opens a shape again when it has too few corners', () => {
    const triangle = removeCorner(startEdit('zone', square), 0);
    const two = removeCorner(triangle, 2);

    assert.deepEqual([triangle.isOpen, two.isOpen, two.selected], [false, true, 1]);
    assert.equal(removeCorner(removeCorner(two, 1), 0).selected, undefined);
  });

  it('gives up an unfinished drawing, and leaves a finished one', () => {
    const finished = startEdit('zone', square);
    const redrawn = addCorner(replaceCorners(finished, []), [0.5, 0.5]);

    assert.deepEqual(giveUp(redrawn).points, square);
    assert.deepEqual(shown(giveUp(unfinished(square.slice(0, 2)))), { points: [], isOpen: true, selected: undefined });
    assert.equal(giveUp(finished), finished);
  });

  it('takes back the last 50 steps, one by one', () => {
    let edit = startEdit('zone', square);
    for (let step = 1; step <= 60; step++) edit = moveCorner(edit, 0, [step / 100, 0]);
    const once = undo(edit);
    for (let step = 0; step < 60; step++) edit = undo(edit);

    assert.deepEqual(once.points[0], [0.59, 0]);
    assert.deepEqual(edit.points[0], [0.1, 0]);
    assert.equal(undo(edit), edit);
  });

  it('takes back every kind of step', () => {
    const start = startEdit('zone', square);
    for (const edit of [
      insertCorner(start, 0, [0.5, 0]),
      moveCorner(start, 0, [0, 0]),
      moveShape(start, [0.1, 0.1]),
      removeCorner(start, 0),
      replaceCorners(start, []),
      removeCorner(removeCorner(start, 0), 0),
    ]) {
      let before = edit;
      while (before.past.length > 0) before = undo(before);
      assert.deepEqual([before.points, before.isOpen], [square, false]);
    }
    const open = unfinished(square);
    assert.equal(undo(finish(open)).isOpen, true);
    assert.equal(undo(giveUp(open)).points, square);
  });

  it('takes back moves of one corner by the keyboard together', () => {
    let edit = startEdit('zone', square);
    for (let press = 0; press < 10; press++) edit = nudgeCorner(edit, 2, [0.005, 0]);
    edit = nudgeCorner(edit, 3, [0, -0.005]);

    assert.deepEqual(undo(edit).points[2], [0.85, 0.8]);
    assert.deepEqual(undo(undo(edit)).points, square);
  });

  it('makes a line of a zone, and a zone of a line', () => {
    const line = startEdit('line', square.slice(0, 2));

    assert.deepEqual([line.isOpen, changeKind(line, 'zone').isOpen], [false, true]);
    assert.equal(changeKind(startEdit('zone', square), 'line').isOpen, false);
  });
});
