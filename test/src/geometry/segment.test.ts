import assert from 'node:assert/strict';
import {
  areaIn,
  areCrossing,
  distanceTo,
  isRightOf,
  lengthOf,
  meetingShare,
  type Segment,
  segmentsOf,
} from '../../../src/geometry/segment';

const down: Segment = [
  [5, 0],
  [5, 10],
];

describe('distanceTo', () => {
  for (const { name, x, y, distance } of [
    { name: 'is measured at a right angle', x: 8, y: 4, distance: 3 },
    { name: 'is measured to the end beyond it', x: 8, y: 14, distance: 5 },
    { name: 'is 0 on the segment', x: 5, y: 3, distance: 0 },
  ]) {
    it(name, () => assert.equal(distanceTo([down], [x, y]), distance));
  }

  it('is that of the nearest segment, also of one without length', () => {
    assert.equal(
      distanceTo(
        [
          down,
          [
            [9, 4],
            [9, 4],
          ],
        ],
        [8, 4],
      ),
      1,
    );
    assert.equal(distanceTo([], [8, 4]), Number.POSITIVE_INFINITY);
  });
});

describe('isRightOf', () => {
  it('is seen in the direction of the segment, with y pointing down', () => {
    assert.equal(isRightOf(down, [0, 5]), true);
    assert.equal(isRightOf(down, [9, 5]), false);
    assert.equal(isRightOf([down[1], down[0]], [9, 5]), true);
  });
});

describe('areCrossing', () => {
  for (const { name, path, times } of [
    {
      name: 'is true across',
      path: [
        [0, 5],
        [9, 5],
      ],
      times: 1,
    },
    {
      name: 'is false next to the end',
      path: [
        [0, 11],
        [9, 11],
      ],
      times: 0,
    },
    {
      name: 'is false along it',
      path: [
        [5, 2],
        [5, 8],
      ],
      times: 0,
    },
    {
      name: 'is true once for a path with a corner on the line',
      path: [
        [0, 5],
        [5, 5],
        [9, 5],
      ],
      times: 1,
    },
    {
      name: 'is true twice or never for a path that touches the line',
      path: [
        [0, 5],
        [5, 5],
        [0, 6],
      ],
      times: 0,
    },
  ] as const) {
    it(name, () => assert.equal(segmentsOf(path).filter((way) => areCrossing(down, way)).length % 2, times));
  }

  it('is true for one of two segments if a path runs through the corner between them', () => {
    const path: Segment = [
      [0, 5],
      [9, 5],
    ];
    for (const x of [5, 6]) {
      const line = segmentsOf([
        [5, 0],
        [x, 5],
        [5, 10],
      ]);

      assert.equal(line.filter((segment) => areCrossing(segment, path)).length, 1);
    }
  });

  it('meets at a share of the first segment', () => {
    assert.equal(
      meetingShare(
        [
          [0, 5],
          [20, 5],
        ],
        down,
      ),
      0.25,
    );
  });
});

describe('lengthOf and areaIn', () => {
  it('are those of a rectangle, in both directions', () => {
    const sides = segmentsOf([
      [1, 1],
      [5, 1],
      [5, 4],
      [1, 4],
      [1, 1],
    ]);

    assert.equal(lengthOf(sides), 14);
    assert.equal(areaIn(sides), 12);
    assert.equal(areaIn(sides.map(([from, to]) => [to, from])), 12);
  });
});
