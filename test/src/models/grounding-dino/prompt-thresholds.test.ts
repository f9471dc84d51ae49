import assert from 'node:assert/strict';
import { parsePrompt } from '../../../../src/models/grounding-dino/prompt';
import { promptWithThresholds } from '../../../../src/models/grounding-dino/prompt-thresholds';

const learned = [
  { label: 'Cat', threshold: 0.41 },
  { label: 'red car', threshold: 0.5 },
  { label: 'poster', threshold: 0.9 },
  { label: '5 dogs', threshold: 1e-7 },
  { label: '猫', threshold: 0 },
];

describe('promptWithThresholds', () => {
  const cases: { name: string; prompt: string; expected: string }[] = [
    { name: 'adds thresholds', prompt: 'cat. red car', expected: 'cat @ 0.41. red car @ 0.5' },
    { name: 'replaces thresholds', prompt: 'cat@.3; red car @ 0.22', expected: 'cat@0.41; red car @ 0.5' },
    { name: 'keeps other classes', prompt: 'dog @ 0.2. cat.\nbird\n', expected: 'dog @ 0.2. cat @ 0.41.\nbird\n' },
    { name: 'finds a class by its label', prompt: 'tabby, kitten => cat', expected: 'tabby, kitten => cat @ 0.41' },
    { name: 'sets all phrases of a class', prompt: 'cat. tabby => cat', expected: 'cat @ 0.41. tabby => cat @ 0.41' },
    { name: 'keeps decoys', prompt: '!poster. cat', expected: '!poster. cat @ 0.41' },
    { name: 'keeps a digit out of the number', prompt: 'cat.5 dogs', expected: 'cat @ 0.41 .5 dogs @ 1e-7' },
    { name: 'knows full-width signs', prompt: '猫＠0.4。犬', expected: '猫＠0。犬' },
    {
      name: 'changes a list as JSON',
      prompt: '["cat", "red car. dog"]',
      expected: '["cat @ 0.41","red car @ 0.5. dog"]',
    },
    {
      name: 'changes objects as JSON',
      prompt: '[{"phrase": "no. 5", "label": "cat", "threshold": 0.2}, {"phrase": "dog"}, "!poster"]',
      expected: '[{"phrase":"no. 5","label":"cat","threshold":0.41},{"phrase":"dog"},"!poster"]',
    },
  ];
  for (const { name, prompt, expected } of cases) {
    it(name, () => {
      const changed = promptWithThresholds(prompt, learned);
      const keys = new Map(learned.map(({ label, threshold }) => [label.toLowerCase(), threshold]));
      const set = parsePrompt('prompt', prompt).map((one) => {
        const threshold = one.isDecoy ? undefined : keys.get(one.label.toLowerCase());
        return threshold === undefined ? one : { ...one, threshold };
      });

      assert.equal(changed, expected);
      assert.deepEqual(parsePrompt('prompt', changed), set);
    });
  }

  it('refuses a prompt that cannot be read', () => {
    assert.throws(() => promptWithThresholds('cat @ high', learned), { code: 'BAD_PROMPT' });
  });
});
