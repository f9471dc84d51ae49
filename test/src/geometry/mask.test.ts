import assert from 'node:assert/strict';
import type { Mask } from '../../../src/contract';
import { cropMask, emptyMask, maskArea, maskIou } from '../../../src/geometry/mask';
import { drawnMask, fullMask } from '../../support/masks';

describe('cropMask', () => {
  const cases = [
    {
      name: 'cuts to the object',
      rows: ['.....', '..#..', '.##..', '.....'],
      offset: [1, 1],
      dims: [2, 2],
      data: [0, 1, 1, 1],
    },
    {
      name: 'keeps two parts in one rectangle',
      rows: ['#...', '....', '..#.'],
      offset: [0, 0],
      dims: [3, 3],
      data: [1, 0, 0, 0, 0, 0, 0, 0, 1],
    },
    { name: 'keeps a pixel in the last corner', rows: ['...', '..#'], offset: [2, 1], dims: [1, 1], data: [1] },
    {
      name: 'keeps a full mask as it is',
      rows: ['###', '###'],
      offset: [0, 0],
      dims: [2, 3],
      data: [1, 1, 1, 1, 1, 1],
    },
    { name: 'gives an empty mask for no object', rows: ['...', '...'], offset: [0, 0], dims: [0, 0], data: [] },
  ];
  for (const { name, rows, offset, dims, data } of cases) {
    it(name, () => {
      const { pixels, size } = fullMask(rows);

      assert.deepEqual(cropMask(pixels, size), { type: 'uint8', dims, offset, data: Buffer.from(data) });
    });
  }

  it('gives a Buffer of its own, not a view of the whole image', () => {
    const { pixels, size } = fullMask(['....', '.##.', '....']);
    const { data } = cropMask(pixels, size);
    pixels.fill(0);

    assert.deepEqual([...data], [1, 1]);
  });
});

describe('maskArea', () => {
  const cases: { name: string; mask: Mask; expected: number }[] = [
    { name: 'counts object pixels only', mask: drawnMask('#.#', '.#.'), expected: 3 },
    { name: 'is 0 for an empty mask', mask: emptyMask(), expected: 0 },
  ];
  for (const { name, mask, expected } of cases) it(name, () => assert.equal(maskArea(mask), expected));
});

describe('maskIou', () => {
  const square = drawnMask('##..', '##..', '....');
  const cases: { name: string; a: Mask; b: Mask; expected: number }[] = [
    { name: 'is 1 for the same mask', a: square, b: drawnMask('##..', '##..', '....'), expected: 1 },
    { name: 'is 0 apart', a: square, b: drawnMask('....', '....', '..##'), expected: 0 },
    {
      name: 'is 0 where the rectangles meet and the pixels do not',
      a: drawnMask('#.', '.#'),
      b: drawnMask('.#', '#.'),
      expected: 0,
    },
    { name: 'counts what both have', a: square, b: drawnMask('.##.', '.##.', '....'), expected: 2 / 6 },
    {
      name: 'sees the same shape elsewhere as another mask',
      a: square,
      b: drawnMask('....', '.##.', '.##.'),
      expected: 1 / 7,
    },
    { name: 'is 0 with an empty mask', a: square, b: emptyMask(), expected: 0 },
    { name: 'is 1 between empty masks', a: emptyMask(), b: emptyMask(), expected: 1 },
  ];
  for (const { name, a, b, expected } of cases) {
    it(name, () => {
      assert.equal(maskIou(a, b), expected);
      assert.equal(maskIou(b, a), expected);
    });
  }
});
