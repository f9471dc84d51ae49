import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { tilesOf } from '../../../src/geometry/tiles';

describe('tilesOf', () => {
  const cases: { name: string; image: [number, number]; grid: [number, number]; overlap: number; expected: Bbox[] }[] =
    [
      {
        name: 'divides an image without overlap, row by row',
        image: [100, 60],
        grid: [2, 2],
        overlap: 0,
        expected: [
          [0, 0, 50, 30],
          [50, 0, 50, 30],
          [0, 30, 50, 30],
          [50, 30, 50, 30],
        ],
      },
      {
        name: 'lets neighbours share the overlap',
        image: [180, 10],
        grid: [2, 1],
        overlap: 0.2,
        expected: [
          [0, 0, 100, 10],
          [80, 0, 100, 10],
        ],
      },
      {
        name: 'ends the last tile at the border if the sides cannot be divided',
        image: [101, 10],
        grid: [3, 1],
        overlap: 0.2,
        expected: [
          [0, 0, 39, 10],
          [31, 0, 39, 10],
          [62, 0, 39, 10],
        ],
      },
      {
        name: 'is the image with one column and row',
        image: [7, 5],
        grid: [1, 1],
        overlap: 0.2,
        expected: [[0, 0, 7, 5]],
      },
      {
        name: 'has no more tiles than pixels',
        image: [2, 1],
        grid: [4, 3],
        overlap: 0.5,
        expected: [
          [0, 0, 1, 1],
          [1, 0, 1, 1],
        ],
      },
    ];
  for (const { name, image, grid, overlap, expected } of cases) {
    it(name, () => {
      const [[width, height], [columns, rows]] = [image, grid];

      assert.deepEqual(tilesOf({ width, height }, { columns, rows }, overlap), expected);
    });
  }

  it('covers every pixel with tiles of one size that share at least the overlap, at each size', () => {
    for (const width of [1, 2, 3, 17, 100, 641, 1920]) {
      for (const columns of [1, 2, 3, 5, 8]) {
        for (const overlap of [0, 0.2, 0.5, 0.9]) {
          const tiles = tilesOf({ width, height: 1 }, { columns, rows: 1 }, overlap);
          const ends = tiles.map(([x, , length]) => x + length);

          assert.equal(tiles[0]![0], 0);
          assert.equal(ends.at(-1), width);
          assert.equal(new Set(tiles.map(([, , length]) => length)).size, 1);
          for (const [index, [x, , length]] of tiles.slice(1).entries()) {
            assert.ok(
              ends[index]! - x >= Math.min(length * overlap - 1, length - 1) - 1e-9,
              `${width} ${columns} ${overlap}`,
            );
          }
        }
      }
    }
  });
});
