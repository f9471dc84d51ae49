import assert from 'node:assert/strict';
import { croppedImage } from '../../../src/image/crop';

/** Red is x, green is y. */
const ramp = {
  data: Uint8Array.from({ length: 5 * 4 * 3 }, (_, at) => [Math.floor(at / 3) % 5, Math.floor(at / 15), 7][at % 3]!),
  width: 5,
  height: 4,
};

describe('croppedImage', () => {
  it('has the pixels of the rectangle', () => {
    const { data, width, height } = croppedImage(ramp, [2, 1, 2, 3]);

    assert.deepEqual({ width, height }, { width: 2, height: 3 });
    assert.deepEqual([...data], [2, 1, 7, 3, 1, 7, 2, 2, 7, 3, 2, 7, 2, 3, 7, 3, 3, 7]);
  });

  it('copies the complete image', () => {
    const copy = croppedImage(ramp, [0, 0, 5, 4]);

    assert.deepEqual(copy, ramp);
    assert.notEqual(copy.data.buffer, ramp.data.buffer);
  });
});
