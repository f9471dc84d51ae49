import assert from 'node:assert/strict';
import { cropMask, maskArea } from '../../../src/geometry/mask';
import { maskPolygons, type Ring } from '../../../src/geometry/polygons';
import { drawnMask, randomMasks } from '../../support/masks';

/** Twice the area, positive where the ring runs clockwise on the screen. */
const doubleArea = (ring: Ring): number =>
  ring.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = ring[(at + 1) % ring.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);

/** Whether the point lies inside by the even-odd rule. */
function isInside(rings: readonly Ring[], x: number, y: number): boolean {
  const crossings = rings.flatMap((ring) =>
    ring.filter(([ax, ay], at) => {
      const [bx, by] = ring[(at + 1) % ring.length]!;
      return ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax);
    }),
  );
  return crossings.length % 2 === 1;
}

describe('maskPolygons', () => {
  const cases = [
    {
      name: 'a pixel is the square around it',
      rows: ['....', '..#.'],
      expected: [{ outer: ['2 1', '3 1', '3 2', '2 2'], holes: [] }],
    },
    {
      name: 'a hole is a ring of its own',
      rows: ['.###', '.#.#', '.###'],
      expected: [{ outer: ['1 0', '4 0', '4 3', '1 3'], holes: [['2 2', '3 2', '3 1', '2 1']] }],
    },
    {
      name: 'two parts are two polygons',
      rows: ['#..#', '#...'],
      expected: [
        { outer: ['0 0', '1 0', '1 2', '0 2'], holes: [] },
        { outer: ['3 0', '4 0', '4 1', '3 1'], holes: [] },
      ],
    },
    {
      name: 'a corner does not join two parts',
      rows: ['#.', '.#'],
      expected: [
        { outer: ['0 0', '1 0', '1 1', '0 1'], holes: [] },
        { outer: ['1 1', '2 1', '2 2', '1 2'], holes: [] },
      ],
    },
    {
      name: 'a part that meets itself at a corner closes a hole there',
      rows: ['###', '#.#', '##.'],
      expected: [{ outer: ['0 0', '3 0', '3 2', '2 2', '2 3', '0 3'], holes: [['1 2', '2 2', '2 1', '1 1']] }],
    },
    {
      name: 'an island in a hole is a part',
      rows: ['#####', '#...#', '#.#.#', '#...#', '#####'],
      expected: [
        { outer: ['0 0', '5 0', '5 5', '0 5'], holes: [['1 4', '4 4', '4 1', '1 1']] },
        { outer: ['2 2', '3 2', '3 3', '2 3'], holes: [] },
      ],
    },
    { name: 'no object, no polygon', rows: ['..'], expected: [] },
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

  it('filled give the mask back, whatever its shape', () => {
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

  it('no ring comes to a point twice, and every point is a corner', () => {
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
    it('a staircase becomes a line', () => {
      const rows = Array.from({ length: 40 }, (_, y) => '#'.repeat(y + 1).padEnd(40, '.'));
      const [{ outer } = { outer: [] }] = maskPolygons(drawnMask(...rows), 1);

      assert.ok(outer.length <= 5, `${outer.length} corners`);
      assert.ok(Math.abs(doubleArea(outer) / 2 - 820) < 41, `area ${doubleArea(outer) / 2}`);
    });

    it('no point of the exact outline is further off than that', () => {
      for (const { mask, size } of randomMasks(60, 4)) {
        const exact = maskPolygons(mask);
        const rough = maskPolygons(mask, 2);
        assert.equal(rough.length, exact.length);
        exact.forEach(({ outer }, at) => {
          for (const point of outer) assert.ok(distanceTo(rough[at]!.outer, point) <= 2, `${size.width}`);
        });
      }
    });

    it('no ring gets lost, however small and the tolerance great', () => {
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
