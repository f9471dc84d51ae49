import assert from 'node:assert/strict';
import { cropMask, maskArea } from '../../../src/geometry/mask';
import { maskPolygons, type Ring } from '../../../src/geometry/polygons';
import { drawnMask, randomMasks } from '../../support/masks';

/** Twice the area; positive if the ring runs clockwise with y pointing down. */
const doubleArea = (ring: Ring): number =>
  ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);

/** Whether the point is inside by the even-odd rule. */
function isInside(rings: readonly Ring[], x: number, y: number): boolean {
  const crossings = rings.flatMap((ring) =>
    ring.filter(([ax, ay], at) => {
      const [bx, by] = ring[(at + 1) % ring.length]!;
      return ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax);
    }),
  );
  return crossings.length % 2 === 1;
}

describe('the polygons of a mask', () => {
  const cases = [
    {
      name: 'of one pixel are a square',
      rows: ['....', '..#.'],
      expected: [{ outer: ['2 1', '3 1', '3 2', '2 2'], holes: [] }],
    },
    {
      name: 'have a separate ring for a hole',
      rows: ['.###', '.#.#', '.###'],
      expected: [{ outer: ['1 0', '4 0', '4 3', '1 3'], holes: [['2 2', '3 2', '3 1', '2 1']] }],
    },
    {
      name: 'of two components are two',
      rows: ['#..#', '#...'],
      expected: [
        { outer: ['0 0', '1 0', '1 2', '0 2'], holes: [] },
        { outer: ['3 0', '4 0', '4 1', '3 1'], holes: [] },
      ],
    },
    {
      name: 'of two components that share a corner are two',
      rows: ['#.', '.#'],
      expected: [
        { outer: ['0 0', '1 0', '1 1', '0 1'], holes: [] },
        { outer: ['1 1', '2 1', '2 2', '1 2'], holes: [] },
      ],
    },
    {
      name: 'have a hole where pixels of one component meet at a corner',
      rows: ['###', '#.#', '##.'],
      expected: [{ outer: ['0 0', '3 0', '3 2', '2 2', '2 3', '0 3'], holes: [['1 2', '2 2', '2 1', '1 1']] }],
    },
    {
      name: 'of an island in a hole are separate',
      rows: ['#####', '#...#', '#.#.#', '#...#', '#####'],
      expected: [
        { outer: ['0 0', '5 0', '5 5', '0 5'], holes: [['1 4', '4 4', '4 1', '1 1']] },
        { outer: ['2 2', '3 2', '3 3', '2 3'], holes: [] },
      ],
    },
    { name: 'of an empty mask are an empty list', rows: ['..'], expected: [] },
  ];
  for (const { name, rows, expected } of cases) {
    it(name, () => {
      const written = (ring: Ring): string[] => ring.map((point) => point.join(' '));
      const polygons = maskPolygons(drawnMask(...rows));

      assert.deepEqual(
        polygons.map(({ outer, holes }) => ({ outer: written(outer), holes: holes.map(written) })),
        expected,
      );
    });
  }

  it('give back the mask when filled, for any shape', () => {
    for (const { mask, size } of randomMasks(300)) {
      const rings = maskPolygons(mask).flatMap(({ outer, holes }) => [outer, ...holes]);
      const filled = Uint8Array.from({ length: size.width * size.height }, (_, at) =>
        isInside(rings, (at % size.width) + 0.5, Math.floor(at / size.width) + 0.5) ? 1 : 0,
      );

      assert.deepEqual(cropMask(filled, size), mask);
    }
  });

  it('have the area of the mask, outer rings clockwise and holes counterclockwise', () => {
    for (const { mask } of randomMasks(300, 2)) {
      const polygons = maskPolygons(mask);
      const holes = polygons.flatMap((polygon) => polygon.holes);

      assert.ok(polygons.every(({ outer }) => doubleArea(outer) > 0));
      assert.ok(holes.every((ring) => doubleArea(ring) < 0));
      const area =
        [...polygons.map(({ outer }) => outer), ...holes].reduce((sum, ring) => sum + doubleArea(ring), 0) / 2;
      assert.equal(area, maskArea(mask));
    }
  });

  it('have no point twice in a ring, and every point is a corner', () => {
    for (const { mask } of randomMasks(300, 3)) {
      for (const ring of maskPolygons(mask).flatMap(({ outer, holes }) => [outer, ...holes])) {
        assert.equal(new Set(ring.map(String)).size, ring.length);
        ring.forEach(([x, y], at) => {
          const before = ring.at(at - 1)!;
          const after = ring[(at + 1) % ring.length]!;
          assert.notEqual(x === before[0], x === after[0]);
          assert.notEqual(y === before[1], y === after[1]);
        });
      }
    }
  });

  describe('with a tolerance', () => {
    it('replace a staircase by a line', () => {
      const rows = Array.from({ length: 40 }, (_, y) => '#'.repeat(y + 1).padEnd(40, '.'));
      const [{ outer } = { outer: [] }] = maskPolygons(drawnMask(...rows), 1);

      assert.ok(outer.length <= 5, `${outer.length} corners`);
      assert.ok(Math.abs(doubleArea(outer) / 2 - 820) < 41, `area ${doubleArea(outer) / 2}`);
    });

    it('are at most the tolerance away from every point of the exact outline', () => {
      for (const { mask, size } of randomMasks(60, 4)) {
        const exact = maskPolygons(mask);
        const rough = maskPolygons(mask, 2);
        assert.equal(rough.length, exact.length);
        exact.forEach(({ outer }, at) => {
          for (const point of outer) assert.ok(distanceTo(rough[at]!.outer, point) <= 2, `${size.width}`);
        });
      }
    });

    it('keep every ring, even a small one with a large tolerance', () => {
      for (const { mask } of randomMasks(100, 5)) {
        const rings = maskPolygons(mask, 50).flatMap(({ outer, holes }) => [outer, ...holes]);
        const exact = maskPolygons(mask).flatMap(({ outer, holes }) => [outer, ...holes]);

        assert.equal(rings.length, exact.length);
        assert.ok(rings.every((ring) => ring.length >= 3 && doubleArea(ring) !== 0));
      }
    });
  });

  it('are in pixels of the image, not of the cropped mask', () => {
    const [polygon] = maskPolygons({ ...drawnMask('#'), offset: [7, 30] });

    assert.deepEqual(polygon!.outer, [
      [7, 30],
      [8, 30],
      [8, 31],
      [7, 31],
    ]);
  });
});

function distanceTo(ring: Ring, [x, y]: Ring[number]): number {
  const distances = ring.map(([ax, ay], at) => {
    const [bx, by] = ring[(at + 1) % ring.length]!;
    const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
    const share = Math.min(Math.max(along, 0), 1);
    return Math.hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay));
  });
  return Math.min(...distances);
}
