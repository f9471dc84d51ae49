import assert from 'node:assert/strict';
import { maskArea } from '../../../src/geometry/mask';
import { countSharedPixels, paintPixelRuns, pixelRunsOf } from '../../../src/geometry/pixel-runs';
import { maskInWindow, windowOf } from '../../../src/geometry/window';
import { drawnMask, pixelsOf, randomMasks } from '../../support/masks';

describe('the pixel runs of a mask', () => {
  it('have the coordinates of the image', () => {
    const { edges, rowOf, firstOfRow, top } = pixelRunsOf(drawnMask('......', '..##.#', '......', '...###'));

    assert.deepEqual(
      { edges, rowOf, firstOfRow, top },
      { edges: [2, 4, 5, 6, 3, 6], rowOf: [1, 1, 3], firstOfRow: [0, 2, 2, 3], top: 1 },
    );
  });

  it('give back the pixels when painted, in the image or a part of it', () => {
    for (const { mask, size } of randomMasks(100)) {
      const full = new Uint8Array(size.width * size.height);
      paintPixelRuns(full, [0, 0, size.width, size.height], pixelRunsOf(mask), 1);
      assert.deepEqual(full, pixelsOf(mask, size));

      const window = [2, 3, Math.ceil(size.width / 2), Math.ceil(size.height / 3)] as const;
      const part = Buffer.alloc(window[2] * window[3]);
      paintPixelRuns(part, window, pixelRunsOf(mask), 1);
      assert.deepEqual(part, windowOf(mask, window));
    }
  });

  it('are counted where two masks share pixels', () => {
    const masks = randomMasks(60, 7);
    const image = { width: 24, height: 24 };
    for (const [at, { mask: a }] of masks.entries()) {
      const b = masks[(at + 1) % masks.length]!.mask;
      const [pixelsA, pixelsB] = [pixelsOf(a, image), pixelsOf(b, image)];

      assert.equal(
        countSharedPixels(pixelRunsOf(a), pixelRunsOf(b)),
        pixelsA.reduce((sum, value, pixel) => sum + (value & pixelsB[pixel]!), 0),
      );
      assert.equal(countSharedPixels(pixelRunsOf(a), pixelRunsOf(a)), maskArea(a));
    }
  });
});

describe('a window on a mask', () => {
  it('that is larger than the mask gives back the mask', () => {
    for (const { mask, size } of randomMasks(50, 8)) {
      const window = [0, 0, size.width + 3, size.height + 2] as const;

      assert.deepEqual(maskInWindow(windowOf(mask, window), window), mask);
    }
  });

  it('clips the mask', () => {
    const window = [1, 1, 2, 2] as const;

    assert.deepEqual([...windowOf(drawnMask('####', '###.', '#..#'), window)], [1, 1, 0, 0]);
    assert.deepEqual([...windowOf(drawnMask('#...', '....', '....'), window)], [0, 0, 0, 0]);
  });
});
