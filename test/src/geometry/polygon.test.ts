import assert from 'node:assert/strict';
import { crossesItself, isInPolygon, type Point2d, type Polygon } from '../../../src/geometry/polygon';

const square: Polygon = [
  [0.2, 0.1],
  [0.6, 0.1],
  [0.6, 0.5],
  [0.2, 0.5],
];
/** An L: a square without its upper right quarter. */
const corner: Polygon = [
  [0, 0],
  [1, 0],
  [1, 2],
  [2, 2],
  [2, 3],
  [0, 3],
];
const star: Polygon = [0, 2, 4, 1, 3].map((tip) => [
  Math.sin((tip * 2 * Math.PI) / 5),
  Math.cos((tip * 2 * Math.PI) / 5),
]);

describe('isInPolygon', () => {
  const cases: { name: string; point: Point2d; polygon: Polygon; isInside: boolean }[] = [
    { name: 'is true inside', point: [0.5, 0.2], polygon: square, isInside: true },
    { name: 'is false to the right', point: [0.7, 0.2], polygon: square, isInside: false },
    { name: 'is false below', point: [0.3, 0.6], polygon: square, isInside: false },
    { name: 'is false in the notch of a polygon', point: [1.5, 1], polygon: corner, isInside: false },
    { name: 'is true next to the notch', point: [0.5, 1], polygon: corner, isInside: true },
    {
      name: 'is false in the centre of a star, which its edges surround twice',
      point: [0, 0],
      polygon: star,
      isInside: false,
    },
    { name: 'is true in the tip of a star', point: [0, 0.9], polygon: star, isInside: true },
    { name: 'is false without corners', point: [0, 0], polygon: [], isInside: false },
    {
      name: 'is false on a line',
      point: [0.5, 0.5],
      polygon: [
        [0, 0],
        [1, 1],
      ],
      isInside: false,
    },
  ];
  for (const { name, point, polygon, isInside } of cases) {
    it(name, () => assert.equal(isInPolygon(point, polygon), isInside));
    it(`${name}, also if the corners are in the opposite order`, () =>
      assert.equal(isInPolygon(point, [...polygon].reverse()), isInside));
  }

  it('is true for exactly one of the polygons that share an edge', () => {
    const left: Polygon = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ];
    const right: Polygon = [
      [1, 0],
      [2, 0],
      [2, 1],
      [1, 1],
    ];
    const below: Polygon = [
      [0, 1],
      [1, 1],
      [1, 2],
      [0, 2],
    ];

    for (const point of [
      [1, 0.5],
      [0.5, 1],
    ] as const) {
      assert.equal([left, right, below].filter((polygon) => isInPolygon(point, polygon)).length, 1);
    }
  });
});

describe('crossesItself', () => {
  const cases: { name: string; polygon: Polygon; isCrossing: boolean }[] = [
    { name: 'is false for a square', polygon: square, isCrossing: false },
    { name: 'is false for a polygon with a notch', polygon: corner, isCrossing: false },
    { name: 'is false for a triangle', polygon: square.slice(0, 3), isCrossing: false },
    { name: 'is true for a star', polygon: star, isCrossing: true },
    {
      name: 'is true if two corners are swapped',
      polygon: [square[0]!, square[2]!, square[1]!, square[3]!],
      isCrossing: true,
    },
    { name: 'is false if a corner repeats', polygon: [...square, square[3]!], isCrossing: false },
    {
      name: 'is false if a corner touches another edge',
      polygon: [
        [0, 0],
        [2, 0],
        [2, 2],
        [1, 0],
        [0, 2],
      ],
      isCrossing: false,
    },
  ];
  for (const { name, polygon, isCrossing } of cases) {
    it(name, () => assert.equal(crossesItself(polygon), isCrossing));
  }
});
