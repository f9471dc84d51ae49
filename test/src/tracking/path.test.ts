import assert from 'node:assert/strict';
import { extendPath, type Path } from '../../../src/tracking/path';

const SIZE = 40;
const walk = (points: readonly (readonly [number, number, number])[]): Path =>
  points.reduce<Path>((path, [x, y, time]) => extendPath(path, x, y, time, SIZE), []);

describe('extendPath', () => {
  for (const { name, points, kept } of [
    { name: 'keeps the first point', points: [[5, 6, 0]], kept: [0] },
    {
      name: 'leaves out a point nearer than a quarter of the size',
      points: [
        [0, 0, 0],
        [0, 10, 500],
      ],
      kept: [0],
    },
    {
      name: 'keeps a point further away',
      points: [
        [0, 0, 0],
        [0, 11, 500],
      ],
      kept: [0, 500],
    },
    {
      name: 'keeps a point of the same place after 10 s',
      points: [
        [0, 0, 0],
        [0, 0, 9999],
        [0, 0, 10_000],
      ],
      kept: [0, 10_000],
    },
  ] as const) {
    it(name, () => {
      assert.deepEqual(
        walk(points).map(([, , time]) => time),
        kept,
      );
    });
  }

  it('keeps at most 32 points: the first, the last, and ever fewer in between', () => {
    const path = walk(Array.from({ length: 500 }, (_, index) => [index * 20, 0, index]));

    assert.ok(path.length > 16 && path.length <= 32, `${path.length}`);
    assert.deepEqual(
      [path[0], path.at(-1)],
      [
        [0, 0, 0],
        [9980, 0, 499],
      ],
    );
    assert.deepEqual(
      path,
      [...path].sort((a, b) => a[2] - b[2]),
    );
  });

  it('rounds to tenths of a pixel', () => {
    assert.deepEqual(walk([[1.26, -0.01, 7]]), [[1.3, 0, 7]]);
  });
});
