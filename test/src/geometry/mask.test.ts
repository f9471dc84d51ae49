import assert from 'node:assert/strict';
import type { Mask } from '../../../src/contract';
import { cropMask, emptyMask, maskArea, maskIou } from '../../../src/geometry/mask';
import { drawnMask, fullMask } from '../../support/masks';

describe('cropMask', () => {
  const cases = [
    {
      name: 'crops to the object',
      rows: ['.....', '..#..', '.##..', '.....'],
      offset: [1, 1],
      dims: [2, 2],
      data: [0, 1, 1, 1],
    },
    {
      name: 'keeps two components in one rectangle',
      rows: ['#...', '....', '..#.'],
      offset: [0, 0],
      dims: [3, 3],
      data: [1, 0, 0, 0, 0, 0, 0, 0, 1],
    },
    { name: 'keeps a pixel in the bottom right corner', rows: ['...', '..#'], offset: [2, 1], dims: [1, 1], data: [1] },
    {
      name: 'keeps a full mask',
      rows: ['###', '###'],
      offset: [0, 0],
      dims: [2, 3],
      data: [1, 1, 1, 1, 1, 1],
    },
    {
      name: 'returns an empty mask if there is no object',
      rows: ['...', '...'],
      offset: [0, 0],
      dims: [0, 0],
      data: [],
    },
  ];
  for (const { name, rows, offset, dims, data } of cases) {
    it(name, () => {
      const { pixels, size } = fullMask(rows);

      assert.deepEqual(cropMask(pixels, size), { type: 'uint8', dims, offset, data: Buffer.from(data) });
    });
  }

  it('returns a Buffer of its own, not a view of the full-size mask', () => {
    const { pixels, size } = fullMask(['....', '.##.', '....']);
    const { data } = cropMask(pixels, size);
    pixels.fill(0);

    assert.deepEqual([...data], [1, 1]);
  });
});

describe('maskArea', () => {
  const cases: { name: string; mask: Mask; expected: number }[] = [
    { name: 'counts only object pixels', mask: drawnMask('#.#', '.#.'), expected: 3 },
    { name: 'is 0 for an empty mask', mask: emptyMask(), expected: 0 },
  ];
  for (const { name, mask, expected } of cases) it(name, () => assert.equal(maskArea(mask), expected));
});

describe('maskIou', () => {
  const square = drawnMask('##..', '##..', '....');
  const cases: { name: string; a: Mask; b: Mask; expected: number }[] = [
    { name: 'is 1 for the same mask', a: square, b: drawnMask('##..', '##..', '....'), expected: 1 },
    { name: 'is 0 for masks that do not meet', a: square, b: drawnMask('....', '....', '..##'), expected: 0 },
    {
      name: 'is 0 if the rectangles overlap but the pixels do not',
      a: drawnMask('#.', '.#'),
      b: drawnMask('.#', '#.'),
      expected: 0,
    },
    { name: 'counts shared pixels once', a: square, b: drawnMask('.##.', '.##.', '....'), expected: 2 / 6 },
    {
      name: 'depends on the offset, not only on the shape',
      a: square,
      b: drawnMask('....', '.##.', '.##.'),
      expected: 1 / 7,
    },
    { name: 'is 0 for an empty mask and another one', a: square, b: emptyMask(), expected: 0 },
    { name: 'is 1 for two empty masks', a: emptyMask(), b: emptyMask(), expected: 1 },
  ];
  for (const { name, a, b, expected } of cases) {
    it(name, () => {
      assert.equal(maskIou(a, b), expected);
      assert.equal(maskIou(b, a), expected);
    });
  }
});
