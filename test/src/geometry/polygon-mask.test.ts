import assert from 'node:assert/strict';
import { polygonMask } from '../../../src/geometry/polygon-mask';
import { maskPolygons } from '../../../src/geometry/polygons';
import { pixelsOf, randomMasks } from '../../support/masks';

describe('the mask of polygons', () => {
  it('is the mask from which they were made', () => {
    for (const { mask, size } of randomMasks(300)) {
      const polygons = maskPolygons(mask).filter(({ holes }) => holes.length === 0);
      if (polygons.length !== maskPolygons(mask).length) continue;
      const filled = polygonMask(
        polygons.map(({ outer }) => outer.flat()),
        size,
      );

      assert.deepEqual(pixelsOf(filled, size), pixelsOf(mask, size));
    }
  });

  it('has the pixels whose centres are inside, also of rings that leave the image', () => {
    const size = { width: 4, height: 3 };
    const rows = (...ring: number[]): string => [...pixelsOf(polygonMask([ring], size), size)].join('');

    assert.equal(rows(0.6, 0, 2.5, 0, 2.5, 3, 0.6, 3), '010001000100');
    assert.equal(rows(-5, -5, 9, -5, 9, 9, -5, 9), '111111111111');
    assert.equal(rows(-5, 1, -1, 1, -1, 2), '000000000000');
    assert.equal(rows(0, 0, 4, 0, 0, 3), '111011001000');
    assert.equal(rows(), '000000000000');
  });
});
