import assert from 'node:assert/strict';
import { pointsInput } from '../../../src/contract';

describe('pointsInput', () => {
  const cases = [
    { name: 'no points', value: [], expected: [] },
    {
      name: 'points on the object and next to it',
      value: [
        { x: 1, y: 2.5, label: 1 },
        { x: -3, y: 4, label: 0 },
      ],
      expected: [
        { x: 1, y: 2.5, label: 1 },
        { x: -3, y: 4, label: 0 },
      ],
    },
    {
      name: 'a point without a label as one on the object',
      value: [{ x: 1, y: 2 }],
      expected: [{ x: 1, y: 2, label: 1 }],
    },
    {
      name: 'only x, y and label of a point',
      value: [{ x: 1, y: 2, label: 0, id: 7 }],
      expected: [{ x: 1, y: 2, label: 0 }],
    },
  ];
  for (const { name, value, expected } of cases) {
    it(`reads ${name}`, () => assert.deepEqual(pointsInput('msg.points', value), expected));
  }

  const refusals = [
    {
      name: 'more than 1,000 points',
      value: Array.from({ length: 1001 }, () => ({ x: 1, y: 1 })),
      message: 'msg.points has too many points: at most 1000, got 1001',
    },
    {
      name: 'an array with holes',
      value: new Array(2),
      message: 'msg.points[0] must be {x, y, label} with x and y in pixels, got undefined',
    },
    {
      name: 'an object',
      value: { x: 1, y: 2 },
      message: 'msg.points must be an array of points {x, y, label}, got an object',
    },
    {
      name: 'a pair of numbers',
      value: [[1, 2]],
      message: 'msg.points[0] must be {x, y, label} with x and y in pixels, got an array of 2',
    },
    {
      name: 'a point with a text as y',
      value: [
        { x: 1, y: 2 },
        { x: 1, y: '2' },
      ],
      message: 'msg.points[1] must be {x, y, label} with x and y in pixels, got an object',
    },
    {
      name: 'a missing point',
      value: [null],
      message: 'msg.points[0] must be {x, y, label} with x and y in pixels, got null',
    },
    {
      name: 'another label',
      value: [{ x: 1, y: 2, label: 2 }],
      message: 'msg.points[0].label must be 1 (on the object) or 0 (next to it), got 2',
    },
  ];
  for (const { name, value, message } of refusals) {
    it(`refuses ${name}`, () => {
      assert.throws(() => pointsInput('msg.points', value), { code: 'BAD_BOXES', message });
    });
  }
});
