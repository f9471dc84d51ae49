import assert from 'node:assert/strict';
import { colouredPixels } from '../../../src/review-page/coloured-pixels';

describe('the coloured pixels of a mask', () => {
  it('are opaque, and the others are transparent', () => {
    const mask = { left: 3, top: 1, width: 3, height: 1, data: Uint8Array.of(1, 0, 1) };

    assert.deepEqual([...colouredPixels(mask, [200, 100, 50])], [200, 100, 50, 255, 0, 0, 0, 0, 200, 100, 50, 255]);
  });
});
