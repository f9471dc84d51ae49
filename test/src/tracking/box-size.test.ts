import assert from 'node:assert/strict';
import { observeSize, sizeDrift, sizeNoise } from '../../../src/tracking/box-size';

describe('observeSize', () => {
  it('comes near the mean of lengths that vary, and grows surer', () => {
    let size = { width: 50, height: 100, sizeVariances: sizeNoise };
    for (let image = 1; image <= 100; image++) size = observeSize(size, 0.2, image % 2 ? 52 : 48, image % 2 ? 104 : 96);

    assert.ok(Math.abs(size.width - 50) < 1.5, `${size.width}`);
    assert.ok(Math.abs(size.height - 100) < 3, `${size.height}`);
    assert.ok(size.sizeVariances.width < sizeNoise.width / 2);
    assert.ok(size.sizeVariances.height < sizeNoise.height / 2);
  });

  it('follows a new length after a pause', () => {
    const sure = { width: 50, height: 100, sizeVariances: { width: 0.0001, height: 0.0001 } };
    const { width, height } = observeSize(sure, 4, 75, 150);

    assert.ok(width > 68, `${width}`);
    assert.ok(height > 140, `${height}`);
  });
});

describe('sizeDrift', () => {
  it('grows for four seconds', () => {
    assert.ok(sizeDrift(1) < sizeDrift(4));
    assert.equal(sizeDrift(4), sizeDrift(400));
  });
});
