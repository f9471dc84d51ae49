import assert from 'node:assert/strict';
import { stackMasks } from '../../../src/masks/stack-masks';

const mask = { type: 'uint8', dims: [1, 2], offset: [1, 1], data: Buffer.of(1, 1) } as const;

describe('stackMasks', () => {
  it('has one plane for each mask', async () => {
    const { dims, data } = await stackMasks([{ mask }, { mask }], { width: 3, height: 2 });

    assert.deepEqual(dims, [2, 2, 3]);
    assert.deepEqual([...data], [0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1]);
  });

  it('refuses a tensor that is too large for a Buffer', async () => {
    const masks = Array.from({ length: 900 }, () => ({ mask }));

    await assert.rejects(stackMasks(masks, { width: 8000, height: 6000 }), {
      code: 'INVALID_INPUT',
      message:
        'The tensor of all masks is too large: 900 x 6000 x 8000 bytes, at most 4000000000. Use another form of masks, such as rle',
    });
  });
});
