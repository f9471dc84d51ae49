import assert from 'node:assert/strict';
import { startEdit } from '../../../src/polygon-editor/shape-edit';
import { dotsOf, hitAt } from '../../../src/polygon-editor/shape-hit';
import { screen, square, unfinished } from './drawings';

/** A position on the screen, in pixels. */
const at = (x: number, y: number) => [x / screen.width, y / screen.height] as const;

describe('the part of a shape at a position', () => {
  const zone = startEdit('zone', square);
  const line = startEdit('line', square.slice(0, 2));

  for (const [name, edit, position, expected] of [
    ['a corner within 12 pixels', zone, at(80 + 11, 40), { on: 'corner', index: 0 }],
    ['a corner within 12 pixels, also vertically', zone, at(320, 160 + 11), { on: 'corner', index: 2 }],
    ['the dot of an edge', zone, at(200, 40 - 9), { on: 'dot', index: 0 }],
    ['the dot of the edge from the last corner to the first one', zone, at(80, 100), { on: 'dot', index: 3 }],
    ['a zone', zone, at(150, 100), { on: 'shape' }],
    ['nothing next to a zone', zone, at(20, 100), undefined],
    ['nothing 13 pixels from a corner', zone, at(80 - 13, 40), undefined],
    ['a line within 8 pixels', line, at(120, 40 + 7), { on: 'shape' }],
    ['nothing 9 pixels from a line', line, at(120, 40 + 9), undefined],
    ['nothing beyond the end of a line', line, at(320 + 20, 40), undefined],
    ['nothing inside an unfinished zone', unfinished(square), at(150, 100), undefined],
    ['nothing where an unfinished zone will have its last edge', unfinished(square), at(80, 100), undefined],
  ] as const) {
    it(`is ${name}`, () => {
      assert.deepEqual(hitAt(edit, position, screen), expected);
    });
  }

  it('is the nearest of two corners', () => {
    const close = startEdit('zone', [...square, [0.21, 0.2]]);

    assert.deepEqual(hitAt(close, at(83, 40), screen), { on: 'corner', index: 4 });
    assert.deepEqual(hitAt(close, at(81, 40), screen), { on: 'corner', index: 0 });
  });

  it('is nothing before the first corner', () => {
    assert.equal(hitAt(startEdit('zone', []), [0.5, 0.5], screen), undefined);
    assert.deepEqual(dotsOf(startEdit('line', [])), []);
  });
});
