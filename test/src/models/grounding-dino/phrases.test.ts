import assert from 'node:assert/strict';
import { needsOneByOne } from '../../../../src/models/grounding-dino/phrases';
import { huggingFace } from '../../../../src/models/grounding-dino/signatures/hugging-face';
import { original } from '../../../../src/models/grounding-dino/signatures/original';

describe('needsOneByOne', () => {
  const cases = [
    {
      name: 'an export traced by transformers 4',
      signature: huggingFace,
      knows: { transformersVersion: '4.48.0' },
      expected: true,
    },
    {
      name: 'one by transformers 5',
      signature: huggingFace,
      knows: { transformersVersion: '5.18.0' },
      expected: false,
    },
    {
      name: 'one by transformers 40',
      signature: huggingFace,
      knows: { transformersVersion: '40.0.0' },
      expected: false,
    },
    { name: 'one that does not say', signature: huggingFace, knows: {}, expected: false },
    {
      name: 'one that is known to take phrases together',
      signature: huggingFace,
      knows: { transformersVersion: '4.48.0', jointPrompts: true },
      expected: false,
    },
    { name: 'one that is known not to', signature: huggingFace, knows: { jointPrompts: false }, expected: true },
    {
      name: 'one that gets its masks from outside',
      signature: original,
      knows: { transformersVersion: '4.48.0' },
      expected: false,
    },
    {
      name: 'even such a one, if somebody tried it',
      signature: original,
      knows: { jointPrompts: false },
      expected: true,
    },
  ];
  for (const { name, signature, knows, expected } of cases) {
    it(`auto: ${expected ? 'one by one' : 'together'} for ${name}`, () => {
      assert.equal(needsOneByOne('auto', signature, knows), expected);
    });
  }

  it('a mode by name holds whatever the model says', () => {
    assert.equal(needsOneByOne('together', huggingFace, { jointPrompts: false }), false);
    assert.equal(needsOneByOne('one by one', huggingFace, { jointPrompts: true }), true);
  });
});
