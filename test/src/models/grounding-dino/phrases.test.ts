import assert from 'node:assert/strict';
import { needsOneByOne } from '../../../../src/models/grounding-dino/phrases';
import { huggingFace } from '../../../../src/models/grounding-dino/signatures/hugging-face';
import { original } from '../../../../src/models/grounding-dino/signatures/original';

describe('needsOneByOne', () => {
  const cases = [
    {
      name: 'an export traced by transformers 4',
      signature: huggingFace,
      support: { transformersVersion: '4.48.0' },
      expected: true,
    },
    {
      name: 'an export traced by transformers 5',
      signature: huggingFace,
      support: { transformersVersion: '5.18.0' },
      expected: false,
    },
    {
      name: 'an export traced by transformers 40',
      signature: huggingFace,
      support: { transformersVersion: '40.0.0' },
      expected: false,
    },
    { name: 'an export of unknown origin', signature: huggingFace, support: {}, expected: false },
    {
      name: 'a model tested to take phrases together',
      signature: huggingFace,
      support: { transformersVersion: '4.48.0', jointPrompts: true },
      expected: false,
    },
    { name: 'a model tested not to', signature: huggingFace, support: { jointPrompts: false }, expected: true },
    {
      name: 'an export whose text mask is an input',
      signature: original,
      support: { transformersVersion: '4.48.0' },
      expected: false,
    },
    {
      name: 'such an export, if the model was tested not to',
      signature: original,
      support: { jointPrompts: false },
      expected: true,
    },
  ];
  for (const { name, signature, support, expected } of cases) {
    it(`${expected ? 'is true' : 'is false'} with auto for ${name}`, () => {
      assert.equal(needsOneByOne('auto', signature, support), expected);
    });
  }

  it('follows the other modes whatever is known of the model', () => {
    assert.equal(needsOneByOne('together', huggingFace, { jointPrompts: false }), false);
    assert.equal(needsOneByOne('one by one', huggingFace, { jointPrompts: true }), true);
  });
});
