import assert from 'node:assert/strict';
import { regionFrom } from '../../../src/contract';

const triangle = [
  [0, 0.5],
  [1, 0.5],
  [0.25, 1],
];

describe('regionFrom', () => {
  for (const value of [
    triangle,
    triangle.map(([x, y]) => ({ x, y })),
    JSON.stringify(triangle),
    '0,0.5,1,0.5,0.25,1',
    ' 0 .5; 1 .5; .25 1 ',
  ]) {
    it(`reads ${typeof value === 'string' ? value : JSON.stringify(value)}`, () => {
      assert.deepEqual(regionFrom(value), triangle);
    });
  }

  const refused: readonly { readonly name: string; readonly value: unknown }[] = [
    { name: 'fewer than 3 corners', value: triangle.slice(1) },
    { name: 'more than 64 corners', value: Array.from({ length: 65 }, () => [0.5, 0.5]) },
    { name: 'pixels', value: [...triangle, [0, 640]] },
    { name: 'a negative share', value: [...triangle, [-0.1, 0]] },
    { name: 'NaN', value: [...triangle, [Number.NaN, 0]] },
    { name: 'a corner of three numbers', value: [...triangle, [0, 0, 0]] },
    { name: 'numbers as text', value: triangle.map((corner) => corner.map(String)) },
    { name: 'a hole in the list', value: Object.assign([...triangle], { 5: [0, 0] }) },
    { name: 'an odd number of numbers', value: '0,0.5,1,0.5,0.25,1,0' },
    { name: 'another text', value: 'the lower half' },
    { name: 'damaged JSON', value: '[[0, 0.5], [1' },
    { name: 'JSON of another value', value: '{"x": 0}' },
    { name: 'an empty text', value: '' },
    { name: 'null', value: null },
    { name: 'an object', value: {} },
  ];
  for (const { name, value } of refused) {
    it(`refuses ${name}`, () => {
      assert.equal(regionFrom(value), undefined);
    });
  }
});
