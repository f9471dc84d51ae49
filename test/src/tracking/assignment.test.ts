import assert from 'node:assert/strict';
import { assign } from '../../../src/tracking/assignment';
import { random } from '../../support/random';

const costsOf = (rows: readonly (readonly number[])[]): Float64Array => Float64Array.from(rows.flat());

/** The smallest sum of all sets of pairs, by trying each one. */
function smallestSum(
  costs: Float64Array,
  rows: number,
  columns: number,
  row = 0,
  used: readonly number[] = [],
): number {
  if (row === rows) return 0;
  const sums = Array.from({ length: columns }, (_, column) => column)
    .filter((column) => !used.includes(column) && costs[row * columns + column]! < 0)
    .map((column) => costs[row * columns + column]! + smallestSum(costs, rows, columns, row + 1, [...used, column]));
  return Math.min(smallestSum(costs, rows, columns, row + 1, used), ...sums);
}

describe('assign', () => {
  for (const { name, rows, expected } of [
    {
      name: 'gives each row its cheapest column',
      rows: [
        [-1, -5],
        [-5, -1],
      ],
      expected: [1, 0],
    },
    {
      name: 'minimises the sum, not each cost',
      rows: [
        [-9, -10],
        [0, -9],
      ],
      expected: [0, 1],
    },
    {
      name: 'makes no pair of cost 0 or more',
      rows: [
        [0, 3],
        [2, -1],
      ],
      expected: [-1, 1],
    },
    {
      name: 'makes no pair of a cost that is not finite',
      rows: [
        [Number.NaN, -Infinity],
        [-1, Infinity],
      ],
      expected: [-1, 0],
    },
    { name: 'leaves rows without a column', rows: [[-1], [-3], [-2]], expected: [-1, 0, -1] },
    { name: 'leaves columns without a row', rows: [[-1, -3, -2]], expected: [1] },
    { name: 'accepts no rows', rows: [], expected: [] },
    { name: 'accepts no columns', rows: [[], []], expected: [-1, -1] },
  ]) {
    it(name, () => {
      assert.deepEqual([...assign(costsOf(rows), rows.length, rows[0]?.length ?? 0)], expected);
    });
  }

  it('finds the smallest sum of random costs, with more rows or more columns', () => {
    const next = random(7);
    for (let round = 0; round < 300; round++) {
      const [rows, columns] = [1 + Math.floor(next() * 5), 1 + Math.floor(next() * 5)];
      const costs = Float64Array.from({ length: rows * columns }, () => (next() < 0.2 ? Infinity : 2 - 6 * next()));
      const columnOf = [...assign(costs, rows, columns)];
      const pairs = columnOf.flatMap((column, row) => (column < 0 ? [] : [row * columns + column]));

      assert.equal(new Set(columnOf.filter((column) => column >= 0)).size, pairs.length, 'no column twice');
      const sum = pairs.reduce((total, pair) => total + costs[pair]!, 0);
      assert.ok(Math.abs(sum - smallestSum(costs, rows, columns)) < 1e-9, `${rows} x ${columns}: ${costs}`);
    }
  });
});
