import assert from 'node:assert/strict';
import type { ImageSize, Mask } from '../../../src/contract';
import { growMask } from '../../../src/geometry/grow';
import { cropMask, emptyMask } from '../../../src/geometry/mask';
import { drawnMask, fullMask, pixelsOf, randomMasks, rowsOf } from '../../support/masks';

describe('growMask', () => {
  const cases = [
    {
      name: 'grows by a disc, clipped to the image',
      pixels: 2,
      rows: ['......', '......', '......', '...#..'],
      expected: ['......', '...#..', '..###.', '.#####'],
    },
    {
      name: 'includes corner neighbours from a radius of their distance on',
      pixels: 1.5,
      rows: ['....', '.#..', '....'],
      expected: ['###.', '###.', '###.'],
    },
    { name: 'fills the gap between two pixels', pixels: 1, rows: ['#.#.', '....'], expected: ['####', '#.#.'] },
    {
      name: 'shrinks from the background on all sides and from holes',
      pixels: -1,
      rows: ['..........', '.########.', '.#####.##.', '.########.', '.########.', '..........'],
      expected: ['..........', '..........', '..###.....', '..####.#..', '..........', '..........'],
    },
    {
      name: 'does not shrink from the border of the image',
      pixels: -1,
      rows: ['###..', '###..', '###..'],
      expected: ['##...', '##...', '##...'],
    },
    { name: 'keeps an object that fills the image', pixels: -3, rows: ['##', '##'], expected: ['##', '##'] },
    {
      name: 'can shrink to an empty mask',
      pixels: -2,
      rows: ['.....', '.###.', '.###.', '.....'],
      expected: Array(4).fill('.....'),
    },
    { name: 'returns the mask unchanged for 0', pixels: 0, rows: ['.#.', '...'], expected: ['.#.', '...'] },
  ];
  for (const { name, pixels, rows, expected } of cases) {
    it(name, () => {
      const { size } = fullMask(rows);

      assert.deepEqual(rowsOf(growMask(drawnMask(...rows), pixels, size), size), expected);
    });
  }

  it('equals a comparison of every pair of pixels, cropped', () => {
    for (const { mask, size } of randomMasks(120)) {
      for (const pixels of [1, 2.3, 5, 40, -1, -1.5, -3]) {
        assert.deepEqual(growMask(mask, pixels, size), grownPairwise(mask, pixels, size));
      }
    }
  });

  it('keeps an empty mask empty', () => {
    assert.deepEqual(growMask(emptyMask(), 5, { width: 9, height: 9 }), emptyMask());
  });

  it('does not change its input', () => {
    const { mask, size } = randomMasks(1, 9)[0]!;
    const before = Buffer.from(mask.data);
    growMask(mask, 3, size);
    growMask(mask, -1, size);

    assert.deepEqual(mask.data, before);
  });
});

function grownPairwise(mask: Mask, pixels: number, size: ImageSize): Mask {
  const full = pixelsOf(mask, size);
  const value = pixels > 0 ? 1 : 0;
  const isNear = (at: number): boolean =>
    full.some((other, from) => {
      const [dx, dy] = [
        (at % size.width) - (from % size.width),
        Math.floor(at / size.width) - Math.floor(from / size.width),
      ];
      return other === value && dx * dx + dy * dy <= pixels * pixels;
    });
  return cropMask(
    full.map((_, at) => (isNear(at) ? value : 1 - value)),
    size,
  );
}
