import assert from 'node:assert/strict';
import { observeSide, sizeDrift, sizeNoise } from '../../../src/tracking/box-size';

describe('observeSide', () => {
  it('comes near the mean of lengths that vary, and grows surer', () => {
    let side = { length: 100, variance: sizeNoise.height };
    for (let image = 1; image <= 100; image++) side = observeSide(side, 0.2, image % 2 ? 104 : 96, sizeNoise.height);

    assert.ok(Math.abs(side.length - 100) < 3, `${side.length}`);
    assert.ok(side.variance < sizeNoise.height / 2);
  });

  it('follows a new length after a pause', () => {
    const { length } = observeSide({ length: 100, variance: 0.0001 }, 4, 150, sizeNoise.height);

    assert.ok(length > 140, `${length}`);
  });
});

describe('sizeDrift', () => {
  it('grows for four seconds', () => {
    assert.ok(sizeDrift(1) < sizeDrift(4));
    assert.equal(sizeDrift(4), sizeDrift(400));
  });
});
