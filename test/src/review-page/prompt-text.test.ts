import assert from 'node:assert/strict';
import { parsePrompt } from '../../../src/models/grounding-dino/prompt';
import { promptText } from '../../../src/review-page/prompt-text';

const labels = [
  ...['red cup', 'St. Bernard', 'cup; large', 'a\nb', 'me@home', 'cup => mug', '!poster', 'cup, mug', '[red] car'],
  ...['{a}', 'v1.5', 'কাপ।', 'コップ。大', '！poster', 'mug ＝＞ cup', 'mug＠home', '"cup"'],
];

describe('the prompt of learned thresholds', () => {
  it('is text of labels and thresholds', () => {
    assert.equal(promptText([{ label: 'red cup', threshold: 0.41 }, { label: 'bottle' }]), 'red cup @ 0.41. bottle');
    assert.equal(promptText([]), '');
  });

  for (const label of labels) {
    it(`has the class ${JSON.stringify(label)}`, () => {
      const prompt = promptText([{ label, threshold: 0.4 }, { label: 'bottle' }]);

      assert.deepEqual(parsePrompt('prompt', prompt), [
        { label, phrases: [label], isDecoy: false, threshold: 0.4 },
        { label: 'bottle', phrases: ['bottle'], isDecoy: false },
      ]);
    });
  }
});
