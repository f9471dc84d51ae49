import assert from 'node:assert/strict';
import type { Bbox } from '../../../src/contract';
import { boxIou, clipBox } from '../../../src/geometry/box';

describe('clipBox', () => {
  const image = { width: 200, height: 100 };
  const cases: { name: string; box: Bbox; expected: Bbox }[] = [
    { name: 'keeps a box inside the image', box: [10.5, 20.25, 30, 40], expected: [10.5, 20.25, 30, 40] },
    { name: 'removes the part to the left and above', box: [-10, -20, 30, 50], expected: [0, 0, 20, 30] },
    { name: 'removes the part to the right and below', box: [150, 80, 100, 100], expected: [150, 80, 50, 20] },
    { name: 'reduces a box around the image to the image', box: [-1, -1, 999, 999], expected: [0, 0, 200, 100] },
    { name: 'has width 0 for a box to the right of the image', box: [250, 10, 20, 20], expected: [200, 10, 0, 20] },
    { name: 'has height 0 for a box above the image', box: [10, -30, 20, 20], expected: [10, 0, 20, 0] },
  ];
  for (const { name, box, expected } of cases) {
    it(name, () => assert.deepEqual(clipBox(box, image), expected));
  }
});

describe('boxIou', () => {
  const cases: { name: string; a: Bbox; b: Bbox; expected: number }[] = [
    { name: 'is 1 for the same box', a: [5, 7, 20, 10], b: [5, 7, 20, 10], expected: 1 },
    { name: 'is 0 for adjacent boxes', a: [0, 0, 10, 10], b: [10, 0, 10, 10], expected: 0 },
    { name: 'is 0 for boxes that share only columns', a: [0, 0, 10, 10], b: [0, 50, 10, 10], expected: 0 },
    { name: 'counts the overlap once', a: [0, 0, 10, 10], b: [5, 0, 10, 10], expected: 50 / 150 },
    {
      name: 'is the ratio of the areas for a box inside another',
      a: [0, 0, 20, 10],
      b: [5, 5, 4, 5],
      expected: 20 / 200,
    },
    { name: 'is 0 for two empty boxes', a: [3, 3, 0, 0], b: [3, 3, 0, 0], expected: 0 },
    { name: 'is 0 for an empty box inside another', a: [0, 0, 10, 10], b: [5, 5, 0, 3], expected: 0 },
  ];
  for (const { name, a, b, expected } of cases) {
    it(name, () => assert.equal(boxIou(a, b), expected));
    it(`${name}, in either order`, () => assert.equal(boxIou(b, a), expected));
  }
});
