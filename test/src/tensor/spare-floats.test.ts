import assert from 'node:assert/strict';
import { freeFloats, spareFloats, takeFloats } from '../../../src/tensor/spare-floats';

const LARGE = 300_000;

describe('memory of large tensors', () => {
  beforeEach(freeFloats);
  after(freeFloats);

  it('is used again by a tensor of the same length, once', () => {
    const floats = takeFloats(LARGE);
    spareFloats(floats);

    assert.equal(takeFloats(LARGE), floats);
    assert.notEqual(takeFloats(LARGE), floats);
  });

  it('is not used by a tensor of another length', () => {
    spareFloats(new Float32Array(LARGE));

    assert.equal(takeFloats(LARGE + 1).length, LARGE + 1);
  });

  it('is kept for four tensors at most, the latest', () => {
    const all = Array.from({ length: 5 }, () => new Float32Array(LARGE));
    for (const floats of all) spareFloats(floats);
    const taken = all.map(() => takeFloats(LARGE));

    assert.deepEqual(
      all.map((floats) => taken.includes(floats)),
      [false, true, true, true, true],
    );
  });

  it('is not kept for small tensors', () => {
    const small = new Float32Array(1000);
    spareFloats(small);

    assert.notEqual(takeFloats(1000), small);
  });
});
