import assert from 'node:assert/strict';
import type { PhraseSpan } from '../../../../src/models/grounding-dino/caption';
import type { PromptClass } from '../../../../src/models/grounding-dino/prompt';
import { readCandidates } from '../../../../src/models/grounding-dino/read-candidates';
import { float32 } from '../../../../src/tensor/tensor';

const TOKENS = 8;
const image = { width: 200, height: 100 };
const centred = [0.5, 0.5, 0.2, 0.4];

/** The logit of a score. */
const logit = (score: number): number => Math.log(score / (1 - score));

/** Reads queries whose tokens have the given scores, and otherwise a logit of -Infinity. */
function read(spans: PhraseSpan[], queries: { scores: Record<number, number>; box?: number[] }[], threshold = 0.3) {
  const logits = queries.flatMap(({ scores }) =>
    Array.from({ length: TOKENS }, (_, at) => (at in scores ? logit(scores[at]!) : Number.NEGATIVE_INFINITY)),
  );
  const boxes = queries.flatMap(({ box = centred }) => box);
  return readCandidates(
    float32([1, queries.length, TOKENS], logits),
    float32([1, queries.length, 4], boxes),
    spans,
    image,
    threshold,
  );
}

function span(label: string, start: number, end: number, more: Partial<PromptClass & { phrase: string }> = {}) {
  const { phrase = label, ...rest } = more;
  return { class: { label, phrases: [phrase], isDecoy: false, ...rest }, phrase, start, end };
}

const cat = span('cat', 1, 2);
const hat = span('person with a hat', 3, 7);

describe('readCandidates', () => {
  it('returns the box in pixels of the image, in COCO order', () => {
    const [candidate] = read([cat], [{ scores: { 1: 0.5 }, box: [0.25, 0.5, 0.125, 0.75] }]);

    assert.deepEqual(candidate!.bbox, [37.5, 12.5, 25, 75]);
  });

  const boxes = [
    { name: 'clips a box to the image', box: [0, 0.5, 0.5, 2], expected: [[0, 0, 50, 100]] },
    { name: 'drops a box without width', box: [0.5, 0.5, 0, 0.5], expected: [] },
    { name: 'drops a box outside the image', box: [1.5, 0.5, 0.5, 0.5], expected: [] },
  ];
  for (const { name, box, expected } of boxes) {
    it(name, () => {
      assert.deepEqual(
        read([cat], [{ scores: { 1: 0.5 }, box }]).map(({ bbox }) => bbox),
        expected,
      );
    });
  }

  const labels = [
    {
      name: 'takes the class of the token with the highest score',
      scores: { 1: 0.6, 4: 0.7 },
      expected: 'person with a hat',
    },
    { name: 'takes the first class of equal scores', scores: { 1: 0.6, 4: 0.6 }, expected: 'cat' },
    { name: 'includes the last token of a span', scores: { 1: 0.4, 6: 0.5 }, expected: 'person with a hat' },
    { name: 'ignores the separator', scores: { 1: 0.4, 2: 0.9 }, expected: 'cat' },
    { name: 'ignores [CLS] and [SEP]', scores: { 0: 0.9, 3: 0.4, 7: 0.9 }, expected: 'person with a hat' },
  ];
  for (const { name, scores, expected } of labels) {
    it(name, () => {
      const candidates = read([cat, hat], [{ scores }]);

      assert.deepEqual(
        candidates.map(({ label }) => label),
        [expected],
      );
    });
  }

  const thresholds = [
    { name: 'keeps a score above the threshold', score: 0.31, threshold: 0.3, own: {}, count: 1 },
    { name: 'drops a score equal to the threshold', score: 0.5, threshold: 0.5, own: {}, count: 0 },
    { name: 'prefers the higher threshold of a class', score: 0.4, threshold: 0.3, own: { threshold: 0.5 }, count: 0 },
    { name: 'prefers the lower threshold of a class', score: 0.2, threshold: 0.3, own: { threshold: 0.1 }, count: 1 },
    { name: 'prefers a threshold of 0 of a class', score: 0.01, threshold: 0.3, own: { threshold: 0 }, count: 1 },
    { name: 'keeps any score with a threshold of 0', score: 0.001, threshold: 0, own: {}, count: 1 },
    { name: 'drops a logit of -Infinity with a threshold of 0', score: 0, threshold: 0, own: {}, count: 0 },
    { name: 'drops every score with a threshold of 1', score: 1, threshold: 1, own: {}, count: 0 },
  ];
  for (const { name, score, threshold, own, count } of thresholds) {
    it(name, () => assert.equal(read([span('cat', 1, 2, own)], [{ scores: { 1: score } }], threshold).length, count));
  }

  it('returns the phrase if it differs from the label', () => {
    const tabby = span('cat', 1, 2, { phrase: 'tabby' });
    const candidates = read([tabby, span('cat', 3, 4)], [{ scores: { 1: 0.5 } }, { scores: { 3: 0.5 } }]);

    assert.deepEqual(
      candidates.map(({ label, phrase }) => ({ label, phrase })),
      [
        { label: 'cat', phrase: 'tabby' },
        { label: 'cat', phrase: undefined },
      ],
    );
    assert.ok(!('phrase' in candidates[1]!));
  });
});
