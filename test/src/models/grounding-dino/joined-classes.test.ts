import assert from 'node:assert/strict';
import { joinedClasses, promptHint, promptSummary } from '../../../../src/models/grounding-dino/joined-classes';
import { parsePrompt } from '../../../../src/models/grounding-dino/prompt';

const classesOf = (prompt: unknown) => parsePrompt('prompt', prompt);

describe('a phrase that may be meant as several classes', () => {
  for (const { prompt, parts } of [
    { prompt: 'cyan star, blue ring', parts: ['cyan star', 'blue ring'] },
    { prompt: 'cat and dog', parts: ['cat', 'dog'] },
    { prompt: 'Cat OR Dog', parts: ['Cat', 'Dog'] },
    { prompt: 'cat/dog', parts: ['cat', 'dog'] },
    { prompt: 'cat / dog', parts: ['cat', 'dog'] },
    { prompt: 'cat & dog', parts: ['cat', 'dog'] },
    { prompt: 'car，person、dog', parts: ['car', 'person', 'dog'] },
    { prompt: 'red star, blue ring and green heart', parts: ['red star', 'blue ring', 'green heart'] },
    { prompt: 'horse. cat, dog', parts: ['cat', 'dog'] },
    { prompt: '!cat, dog. horse', parts: ['cat', 'dog'] },
  ]) {
    it(`is found: ${prompt}`, () => {
      assert.deepEqual(
        joinedClasses(classesOf(prompt)).map((joined) => joined.parts),
        [parts],
      );
    });
  }

  for (const prompt of [
    'cat. dog',
    'cat; dog',
    'brown cat, tabby => cat',
    'black and white cat => cat',
    'sand. orange. android',
    '1,000 euros. 1/2 inch screw',
    'cat,',
    [{ phrase: 'cat, dog', label: 'pet' }],
  ]) {
    it(`is none: ${JSON.stringify(prompt)}`, () => {
      assert.deepEqual(joinedClasses(classesOf(prompt)), []);
      assert.equal(promptHint(classesOf(prompt)), undefined);
    });
  }

  it('has a hint that writes it as several classes', () => {
    assert.equal(
      promptHint(classesOf('cyan star, blue ring')),
      'One class, not 2: "cyan star, blue ring". A full stop separates classes: "cyan star. blue ring"',
    );
  });
});

describe('promptSummary', () => {
  it('has labels, phrases that differ, thresholds and decoys', () => {
    assert.equal(
      promptSummary(classesOf('cyan star, blue ring. brown cat, tabby => cat @ 0.35. !poster')),
      'cyan star, blue ring; cat (brown cat, tabby) @ 0.35; !poster',
    );
  });
});
