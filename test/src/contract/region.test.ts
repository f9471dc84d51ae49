import assert from 'node:assert/strict';
import { regionFrom, regionsFrom } from '../../../src/contract';

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
    'np.array([[0, 0.5], [1, 0.5], [0.25, 1]])',
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

describe('regionsFrom', () => {
  const square = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  const read: readonly { readonly name: string; readonly value: unknown; readonly regions: unknown }[] = [
    { name: 'a list of regions', value: [triangle, square], regions: [triangle, square] },
    { name: 'one region', value: triangle, regions: [triangle] },
    { name: 'regions in all forms', value: [triangle, '0,0,1,0,1,1,0,1'], regions: [triangle, square] },
    { name: 'JSON of a list', value: ` ${JSON.stringify([square])}`, regions: [square] },
    { name: 'JSON of one region', value: JSON.stringify(square), regions: [square] },
    { name: 'a text of numbers', value: '0,0,1,0,1,1,0,1', regions: [square] },
    { name: 'an empty list', value: [], regions: [] },
    { name: 'the JSON of an empty list', value: '[]', regions: [] },
    { name: 'an empty text', value: ' ', regions: [] },
  ];
  for (const { name, value, regions } of read) {
    it(`reads ${name}`, () => assert.deepEqual(regionsFrom(value), regions));
  }

  const refused: readonly { readonly name: string; readonly value: unknown }[] = [
    { name: 'a region of two corners', value: [triangle, triangle.slice(1)] },
    { name: 'pixels', value: [triangle.map(([x, y]) => [x! * 640, y! * 480])] },
    { name: 'holes in the list', value: Array(3) },
    { name: 'more than 200 regions', value: Array(201).fill(triangle) },
    { name: 'another text', value: 'the sky' },
    { name: 'a number', value: 7 },
    { name: 'null', value: null },
    { name: 'an object', value: {} },
  ];
  for (const { name, value } of refused) {
    it(`refuses ${name}`, () => assert.equal(regionsFrom(value), undefined));
  }
});
