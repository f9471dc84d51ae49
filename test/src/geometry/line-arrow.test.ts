import assert from 'node:assert/strict';
import { arrowOf } from '../../../src/geometry/line-arrow';

const wide = { width: 400, height: 200 };

describe('the arrow of a line', () => {
  for (const [drawn, points, direction] of [
    [
      'upwards',
      [
        [0.5, 0.9],
        [0.5, 0.1],
      ],
      [1, 0],
    ],
    [
      'to the right',
      [
        [0.1, 0.5],
        [0.9, 0.5],
      ],
      [0, 1],
    ],
    [
      'downwards',
      [
        [0.5, 0.1],
        [0.5, 0.9],
      ],
      [-1, 0],
    ],
    [
      'to the left',
      [
        [0.9, 0.5],
        [0.1, 0.5],
      ],
      [0, -1],
    ],
  ] as const) {
    it(`points to the right of a line that was drawn ${drawn}`, () => {
      const arrow = arrowOf(points, wide)!;

      assert.deepEqual(
        arrow.direction.map((part) => part + 0),
        direction,
      );
      assert.deepEqual(arrow.at, [0.5, 0.5]);
    });
  }

  it('is at a right angle to the line on the screen, whatever the shape of the image', () => {
    const { direction } = arrowOf(
      [
        [0, 0],
        [0.3, 0.8],
      ],
      wide,
    )!;

    assert.deepEqual(
      direction.map((part) => Math.round(part * 1000)),
      [-800, 600],
    );
  });

  it('starts at the middle edge', () => {
    const { at } = arrowOf(
      [
        [0, 0],
        [0.2, 0],
        [0.4, 0],
        [0.8, 0.4],
      ],
      wide,
    )!;

    assert.deepEqual(
      at.map((share) => Math.round(share * 100)),
      [30, 0],
    );
  });

  it('needs two different points', () => {
    assert.equal(arrowOf([[0.5, 0.5]], wide), undefined);
    assert.equal(
      arrowOf(
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
        wide,
      ),
      undefined,
    );
  });
});
