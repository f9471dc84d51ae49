import assert from 'node:assert/strict';
import { parsePrompt } from '../../../../src/models/grounding-dino/prompt';
import { unknownWords } from '../../../../src/models/grounding-dino/unknown-words';
import { goldenTokenizer } from '../../../support/goldens';

const tokenizer = goldenTokenizer('tokenizer-bert-ids');
const unknownIn = (prompt: unknown) => unknownWords(parsePrompt('prompt', prompt), tokenizer);

describe('unknownWords', () => {
  for (const { prompt, expected } of [
    { prompt: 'a cat. Red DOG', expected: [] },
    { prompt: 'cat, dog! (red)', expected: [] },
    { prompt: 'red 🐈. a 🐈, cat', expected: ['🐈'] },
    { prompt: 'Cat 🐈-cat', expected: ['🐈'] },
    { prompt: `cat ${'x'.repeat(200)}`, expected: [`${'x'.repeat(40)}…`] },
  ]) {
    it(`of ${JSON.stringify(prompt.slice(0, 40))} are ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(unknownIn(prompt), expected);
    });
  }

  it('are at most 20', () => {
    const emoji = Array.from({ length: 30 }, (_, index) => String.fromCodePoint(0x1f400 + index));

    assert.equal(unknownIn(`cat ${emoji.join(' ')}`).length, 20);
  });

  for (const { prompt, words } of [
    { prompt: '🐈', words: '"🐈"' },
    { prompt: 'cat. 🐈 🐕!', words: '"🐈", "🐕"' },
    { prompt: '!🐈. cat', words: '"🐈"' },
    { prompt: '🐈, cat => cat', words: '"🐈"' },
    { prompt: 'a 🐈 with the 🐕', words: '"🐈", "🐕"' },
  ]) {
    it(`refuses a phrase of which no word is known: ${prompt}`, () => {
      assert.throws(() => unknownIn(prompt), {
        code: 'BAD_PROMPT',
        message: `Words unknown to the model: ${words}. Use words that it knows: drawn shapes for the built-in model, English for most others`,
      });
    });
  }

  it('are an empty list if the tokenizer has no token for unknown text', () => {
    const { unknown, ...readsAll } = tokenizer;

    assert.equal(unknown, 100);
    assert.deepEqual(unknownWords(parsePrompt('prompt', '🐈'), readsAll), []);
  });
});
