import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { splitOf } from '../../../src/dataset/split';

const hashes = Array.from({ length: 4000 }, (_, index) => createHash('sha256').update(String(index)).digest('hex'));

describe('the split of an image', () => {
  for (const shares of [
    { train: 0.8, val: 0.2, test: 0 },
    { train: 8, val: 1, test: 1 },
    { train: 0, val: 0, test: 3 },
  ]) {
    it(`gets its share of the images: ${JSON.stringify(shares)}`, () => {
      const counts = { train: 0, val: 0, test: 0 };
      for (const hash of hashes) counts[splitOf(hash, shares)]++;

      const total = shares.train + shares.val + shares.test;
      for (const part of ['train', 'val', 'test'] as const) {
        const expected = (shares[part] / total) * hashes.length;
        assert.ok(Math.abs(counts[part] - expected) < 120, `${part}: ${counts[part]} of ${expected}`);
        if (shares[part] === 0) assert.equal(counts[part], 0);
      }
    });
  }

  it('is the same in every call with the same shares', () => {
    const parts = (scale: number) => hashes.map((hash) => splitOf(hash, { train: 4 * scale, val: scale, test: 0 }));

    assert.deepEqual(parts(1), parts(0.25));
  });

  it('exists for the first and the last hash', () => {
    assert.equal(splitOf('0'.repeat(64), { train: 1, val: 1, test: 1 }), 'train');
    assert.equal(splitOf('f'.repeat(64), { train: 1, val: 1, test: 0 }), 'val');
  });
});
