import assert from 'node:assert/strict';
import { fileStem } from '../../../src/dataset/file-name';

const HASH = '0123456789abcdef'.repeat(4);

describe('the file name of an image', () => {
  for (const [name, stem] of [
    ['cat.jpg', 'cat'],
    ['/data/pictures/cat 1.final.png', 'cat_1.final'],
    ['C:\\pictures\\cat.png', 'cat'],
    ['../../etc/passwd', 'passwd'],
    ['a<b>:"c|d?*e.jpg', 'a_b_c_d_e'],
    ['Straße 4 猫.jpg', 'Straße_4_猫'],
    ['nul.png', 'nul_'],
    ['.hidden', '0123456789abcdef'],
    ['...', '0123456789abcdef'],
    ['', '0123456789abcdef'],
    [undefined, '0123456789abcdef'],
    ['a'.repeat(300), 'a'.repeat(60)],
    ['/long'.repeat(1_000_000), 'long'],
    ['a'.repeat(1_000_000), 'a'.repeat(60)],
  ] as const) {
    it(`made from ${JSON.stringify(name)?.slice(0, 40)} is ${stem.slice(0, 20)}`, () => {
      assert.equal(
        fileStem(name, HASH, () => false),
        stem,
      );
    });
  }

  it('gets a part of the hash if it is taken', () => {
    const taken = new Set(['cat']);
    const first = fileStem('Cat.jpg', HASH, (stem) => taken.has(stem));
    taken.add(first.toLowerCase());
    const second = fileStem('CAT.jpg', HASH, (stem) => taken.has(stem));

    assert.equal(first, 'Cat-01234567');
    assert.equal(second, `CAT-${HASH}`);
  });
});
