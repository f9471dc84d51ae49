import assert from 'node:assert/strict';
import { extendPath, type Path, pathPoints, thinnedPath } from '../../../src/tracking/path';

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
    {
      name: 'keeps the first and the latest point of an object that stands',
      points: [
        [0, 0, 0],
        [1, 0, 10_000],
        [0, 1, 20_000],
        [1, 1, 30_000],
      ],
      kept: [0, 30_000],
    },
    {
      name: 'keeps the way of an object that creeps',
      points: [
        [0, 0, 0],
        [4, 0, 10_000],
        [8, 0, 20_000],
        [12, 0, 30_000],
        [16, 0, 40_000],
      ],
      kept: [0, 20_000, 40_000],
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

describe('thinnedPath', () => {
  const path = walk(Array.from({ length: 30 }, (_, index) => [index * 20, 0, index]));
  const timesOf = (count: number): number[] => thinnedPath(path, count).map(([, , time]) => time);

  it('keeps a path that is short enough', () => {
    assert.equal(thinnedPath(path, 30), path);
  });

  it('keeps the first, the last, and evenly spread points in between', () => {
    assert.deepEqual(timesOf(4), [0, 10, 19, 29]);
  });
});

describe('pathPoints', () => {
  for (const [objects, points] of [
    [0, 32],
    [12, 32],
    [20, 20],
    [100, 4],
    [300, 4],
  ] as const) {
    it(`is ${points} for ${objects} objects`, () => {
      assert.equal(pathPoints(objects), points);
    });
  }
});
