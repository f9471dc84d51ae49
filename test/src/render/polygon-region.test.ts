import assert from 'node:assert/strict';
import { polygonRegion, strokeRegion } from '../../../src/render/polygon-region';
import { forEachPixelRun, type Region } from '../../../src/render/region';

const size = { width: 6, height: 4 };

/** The pixels of a region in text. */
function textOf(region: Region): string[] {
  const rows = Array.from({ length: size.height }, () => Array(size.width).fill('.'));
  forEachPixelRun(region, (y, left, right) => rows[y]!.fill('#', left, right));
  return rows.map((row) => row.join(''));
}

describe('the pixels of a polygon', () => {
  for (const { name, points, rows } of [
    {
      name: 'are those of a rectangle',
      points: [
        [1, 1],
        [4, 1],
        [4, 3],
        [1, 3],
      ],
      rows: ['......', '.###..', '.###..', '......'],
    },
    {
      name: 'are those whose centres are inside',
      points: [
        [0.6, 0],
        [3.4, 0],
        [3.4, 2],
        [0.6, 2],
      ],
      rows: ['.##...', '.##...', '......', '......'],
    },
    {
      name: 'are clipped to the image',
      points: [
        [-9, -9],
        [2, -9],
        [2, 99],
        [-9, 99],
      ],
      rows: ['##....', '##....', '##....', '##....'],
    },
    {
      name: 'leave out a notch',
      points: [
        [0, 0],
        [5, 0],
        [5, 4],
        [3, 4],
        [3, 2],
        [2, 2],
        [2, 4],
        [0, 4],
      ],
      rows: ['#####.', '#####.', '##.##.', '##.##.'],
    },
    {
      name: 'leave the image empty if the polygon is outside of it',
      points: [
        [9, 9],
        [12, 9],
        [12, 12],
      ],
      rows: ['......', '......', '......', '......'],
    },
  ] as const) {
    it(name, () => assert.deepEqual(textOf(polygonRegion([points], size)), rows));
  }
});

describe('the pixels of a line', () => {
  it('are as wide as the line, and reach its ends', () => {
    const region = strokeRegion(
      [
        [
          [1, 2],
          [5, 2],
        ],
      ],
      2,
      size,
    );

    assert.deepEqual(textOf(region), ['......', '######', '######', '......']);
  });

  it('of two segments are painted once where these meet', () => {
    const region = strokeRegion(
      [
        [
          [1, 1],
          [4, 1],
        ],
        [
          [4, 1],
          [4, 4],
        ],
      ],
      1,
      size,
    );

    assert.deepEqual([...new Set(region.data)].sort(), [0, 1]);
  });

  it('of a segment without length are a dot', () => {
    const region = strokeRegion(
      [
        [
          [3, 2],
          [3, 2],
        ],
      ],
      2,
      size,
    );

    assert.deepEqual(textOf(region), ['......', '..##..', '..##..', '......']);
  });
});
