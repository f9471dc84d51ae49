import assert from 'node:assert/strict';
import { areFinite, areFiniteHalves, checkFinite, NotFiniteError } from '../../../src/tensor/finite';
import { float32 } from '../../../src/tensor/tensor';

describe('areFinite', () => {
  const { NaN: nan, POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
  for (const value of [nan, POSITIVE_INFINITY, NEGATIVE_INFINITY]) {
    it(`finds ${value} at every position of every length`, () => {
      for (let length = 1; length < 12; length++) {
        for (let at = 0; at < length; at++) {
          assert.ok(!areFinite(Float32Array.from({ length }, (_, index) => (index === at ? value : index))));
        }
      }
    });
  }

  it('accepts every finite number, and no numbers', () => {
    assert.ok(areFinite(Float32Array.of(0, -0, 3.4e38, -3.4e38, 1e-45, 1)));
    assert.ok(areFinite(new Float32Array()));
  });

  it('looks at the given range only', () => {
    const values = Float32Array.of(nan, 1, 2, 3, 4, 5, nan);

    assert.ok(areFinite(values, 1, 6));
    assert.ok(!areFinite(values, 0, 6));
    assert.ok(!areFinite(values, 1, 7));
  });
});

describe('areFiniteHalves', () => {
  it('finds infinity and NaN among the bits of float16', () => {
    // 0, 1, -2, the largest, the smallest.
    assert.ok(areFiniteHalves(Uint16Array.of(0, 0x3c00, 0xc000, 0x7bff, 1)));
    for (const bits of [0x7c00, 0xfc00, 0x7e00, 0xffff]) assert.ok(!areFiniteHalves(Uint16Array.of(0, bits)));
  });
});

describe('checkFinite', () => {
  it('names the output', () => {
    assert.throws(
      () => checkFinite('pred_boxes', float32([1, 2], [1, Number.NaN])),
      (error) => error instanceof NotFiniteError && error.output === 'pred_boxes',
    );
  });
});
