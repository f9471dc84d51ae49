import assert from 'node:assert/strict';
import { type ShapeEdit, startEdit } from '../../../src/polygon-editor/shape-edit';
import { type KeyFocus, type KeyResult, keyPressed } from '../../../src/polygon-editor/shape-keys';
import { square, unfinished } from './drawings';

const middle: KeyFocus = { corner: undefined, cross: [0.5, 0.5] };
const on = (corner: number): KeyFocus => ({ ...middle, corner });

/** `Shift+ArrowLeft`, `Ctrl+z`, `Space`. */
function key(name: string) {
  const parts = name.split(/\+(?=.)/);
  const [pressed] = parts.slice(-1);
  return {
    key: pressed === 'Space' ? ' ' : pressed!,
    shiftKey: parts.includes('Shift'),
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Meta'),
  };
}

function keys(edit: ShapeEdit, focus: KeyFocus, ...names: readonly string[]): KeyResult {
  return names.reduce((result: KeyResult, name) => keyPressed(result.edit, result.focus, key(name)) ?? result, {
    edit,
    focus,
  });
}

describe('keys on a drawing', () => {
  it('draw a shape from the first corner to the last', () => {
    const first = ['Space', 'Shift+ArrowRight', 'Space', 'Shift+ArrowDown', 'ArrowLeft', 'Space', 'Enter'];
    const { edit, focus } = keys(startEdit('zone', []), middle, ...first);

    assert.deepEqual(edit.points, [
      [0.5, 0.5],
      [0.55, 0.5],
      [0.545, 0.55],
    ]);
    assert.deepEqual([edit.isOpen, focus.cross], [false, [0.545, 0.55]]);
  });

  it('keep the cross in the image', () => {
    assert.deepEqual(keys(startEdit('zone', []), middle, ...Array(12).fill('Shift+ArrowUp')).focus.cross, [0.5, 0]);
  });

  it('move a corner by half a percent of the image, or by 5 percent', () => {
    const { edit, focus } = keys(startEdit('zone', square), on(1), 'ArrowRight', 'Shift+ArrowDown');

    assert.deepEqual([edit.points[1], focus.corner], [[0.805, 0.25], 1]);
  });

  for (const name of ['Delete', 'Backspace']) {
    it(`${name} removes the corner, and continues on the one before`, () => {
      const { edit, focus } = keys(startEdit('zone', square), on(2), name);

      assert.deepEqual([edit.points, focus.corner], [[square[0], square[1], square[3]], 1]);
    });

    it(`${name} removes the last corner of an unfinished drawing, and nothing of a finished one`, () => {
      assert.deepEqual(keys(unfinished(square), middle, name).edit.points, square.slice(0, 3));
      assert.equal(keyPressed(startEdit('zone', square), middle, key(name)), undefined);
    });
  }

  for (const name of ['Insert', '+', 'Space']) {
    it(`${name} inserts a corner in the middle of the next edge, and continues on it`, () => {
      const { edit, focus } = keys(startEdit('zone', square), on(3), name);

      assert.deepEqual([edit.points[4], focus.corner], [[0.2, 0.5], 4]);
    });
  }

  it('have no edge behind the last corner of a line', () => {
    assert.equal(keyPressed(startEdit('line', square), on(3), key('Insert')), undefined);
  });

  it('Escape gives up an unfinished drawing, and is left to others otherwise', () => {
    assert.deepEqual(keys(unfinished(square.slice(0, 2)), middle, 'Escape').edit.points, []);
    assert.equal(keyPressed(startEdit('zone', square), middle, key('Escape')), undefined);
    assert.equal(keyPressed(startEdit('zone', []), middle, key('Escape')), undefined);
  });

  it('Ctrl+Z and Cmd+Z take back a step', () => {
    for (const name of ['Ctrl+z', 'Meta+z']) {
      const { edit, focus } = keys(startEdit('zone', square), on(2), 'Delete', name);

      assert.deepEqual([edit.points, focus.corner], [square, undefined]);
    }
  });

  it('leave other keys to the dialog', () => {
    for (const name of ['Tab', 'a', 'Ctrl+Enter', 'Ctrl+a', 'Ctrl+Shift+Z', 'F5']) {
      assert.equal(keyPressed(startEdit('zone', square), on(0), key(name)), undefined, name);
      assert.equal(keyPressed(unfinished(square), middle, key(name)), undefined, name);
    }
  });
});
