import assert from 'node:assert/strict';
import type { Point2d } from '../../../src/geometry/polygon';
import { type ShapeEdit, startEdit } from '../../../src/polygon-editor/shape-edit';
import { dotsOf, type Hit, hitAt, reachOf } from '../../../src/polygon-editor/shape-hit';
import { screen, square, unfinished } from './drawings';

/** A position on the screen, in pixels. */
const at = (x: number, y: number) => [x / screen.width, y / screen.height] as const;

const hitBy = (pointer: string, edit: ShapeEdit, position: Point2d): Hit | undefined =>
  hitAt(edit, position, screen, reachOf(pointer));

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
      assert.deepEqual(hitBy('mouse', edit, position), expected);
    });
  }

  it('is the nearest of two corners', () => {
    const close = startEdit('zone', [...square, [0.21, 0.2]]);

    assert.deepEqual(hitBy('mouse', close, at(83, 40)), { on: 'corner', index: 4 });
    assert.deepEqual(hitBy('mouse', close, at(81, 40)), { on: 'corner', index: 0 });
  });

  for (const [name, edit, position, expected] of [
    ['a corner within 22 pixels', zone, at(80 + 15, 40 + 15), { on: 'corner', index: 0 }],
    ['the dot of an edge within 16 pixels', zone, at(200, 40 - 15), { on: 'dot', index: 0 }],
    ['a zone 17 pixels from a dot', zone, at(200, 40 + 17), { on: 'shape' }],
    ['a line within 16 pixels', line, at(130, 40 + 15), { on: 'shape' }],
    ['nothing 23 pixels from a corner', zone, at(80 - 23, 40), undefined],
  ] as const) {
    it(`is ${name}, for a finger`, () => {
      assert.deepEqual(hitBy('touch', edit, position), expected);
    });
  }

  it('is the dot of a short edge for a finger, unless a corner is within 12 pixels', () => {
    const short = startEdit('line', [at(100, 40), at(130, 40)]);

    assert.deepEqual(hitBy('touch', short, at(114, 42)), { on: 'dot', index: 0 });
    assert.deepEqual(hitBy('touch', short, at(111, 42)), { on: 'corner', index: 0 });
  });

  it('is nothing before the first corner', () => {
    assert.equal(hitBy('mouse', startEdit('zone', []), [0.5, 0.5]), undefined);
    assert.deepEqual(dotsOf(startEdit('line', [])), []);
  });
});
