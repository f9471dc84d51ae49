import assert from 'node:assert/strict';
import type { Candidate } from '../../../../src/models/grounding-dino/read-candidates';
import { selectDetections } from '../../../../src/models/grounding-dino/select-detections';

const everything = { nms: 'off', nmsIou: 0.5, maxDetections: 100 } as const;

/** All of one place, so that they are duplicates where duplicates count. */
const found = (label: string, score: number, more: Partial<Candidate> = {}): Candidate => ({
  label,
  score,
  bbox: [10, 20, 30, 40],
  isDecoy: false,
  ...more,
});
const decoy = (label: string, score: number): Candidate => found(label, score, { isDecoy: true });

describe('selectDetections', () => {
  const cases = [
    {
      name: 'puts the best score first',
      candidates: [found('cat', 0.5), found('dog', 0.9), found('hat', 0.7)],
      options: {},
      expected: ['dog', 'hat', 'cat'],
    },
    {
      name: 'keeps the order of equal scores',
      candidates: [found('cat', 0.5), found('dog', 0.5), found('hat', 0.5)],
      options: {},
      expected: ['cat', 'dog', 'hat'],
    },
    {
      name: 'leaves out what a decoy won',
      candidates: [found('cat', 0.5), decoy('poster', 0.9)],
      options: {},
      expected: ['cat'],
    },
    {
      name: 'lets a decoy suppress what it overlaps, where duplicates count across labels',
      candidates: [found('cat', 0.5), decoy('poster', 0.9)],
      options: { nms: 'agnostic' },
      expected: [],
    },
    {
      name: 'lets a weaker decoy suppress nothing',
      candidates: [found('cat', 0.9), decoy('poster', 0.5)],
      options: { nms: 'agnostic' },
      expected: ['cat'],
    },
    {
      name: 'lets a decoy suppress no other class, where duplicates count within a label',
      candidates: [found('cat', 0.5), decoy('poster', 0.9)],
      options: { nms: 'class' },
      expected: ['cat'],
    },
    {
      name: 'keeps the best of too many, decoys not counted',
      candidates: [found('cat', 0.4), decoy('poster', 0.9), found('dog', 0.6), found('hat', 0.5)],
      options: { maxDetections: 2 },
      expected: ['dog', 'hat'],
    },
  ] as const;
  for (const { name, candidates, options, expected } of cases) {
    it(name, () => {
      assert.deepEqual(
        selectDetections([candidates], { ...everything, ...options }).map(({ label }) => label),
        expected,
      );
    });
  }

  describe('over passes, whose queries have nothing in common', () => {
    const aside = { bbox: [25, 20, 30, 40] } as const;
    const passes = [
      {
        name: 'lets a decoy win a place from a weaker find of another pass',
        passes: [[found('cat', 0.5)], [decoy('poster', 0.9)]],
        expected: [],
      },
      {
        name: 'whatever the order of the passes',
        passes: [[decoy('poster', 0.9)], [found('cat', 0.5), found('cat', 0.4, aside)]],
        expected: ['cat'],
      },
      {
        name: 'but not from a better one, nor from an equal one',
        passes: [[found('cat', 0.9), found('dog', 0.5)], [decoy('poster', 0.5)]],
        expected: ['cat', 'dog'],
      },
      {
        name: 'but not from a find beside it',
        passes: [[found('cat', 0.5, aside)], [decoy('poster', 0.9)]],
        expected: ['cat'],
      },
      {
        name: 'keeps one thing that two classes found',
        passes: [[found('cat', 0.9)], [found('animal', 0.5)]],
        expected: ['cat', 'animal'],
      },
      {
        name: 'or the better of them, where duplicates count across labels',
        passes: [[found('animal', 0.5)], [found('cat', 0.9)]],
        options: { nms: 'agnostic' },
        expected: ['cat'],
      },
      {
        name: 'finds one class once, however it was said',
        passes: [[found('cat', 0.5)], [found('cat', 0.9, { phrase: 'tabby' })]],
        options: { nms: 'class' },
        expected: ['cat'],
      },
    ] as const;
    for (const { name, passes: given, expected, ...more } of passes) {
      it(name, () => {
        const options = 'options' in more ? more.options : {};

        assert.deepEqual(
          selectDetections(given, { ...everything, ...options }).map(({ label }) => label),
          expected,
        );
      });
    }
  });

  it('treats two ways to say one class as one label', () => {
    const candidates = [found('cat', 0.5), found('cat', 0.8, { phrase: 'tabby' })];

    assert.deepEqual(
      selectDetections([candidates], { ...everything, nms: 'class' }).map(({ phrase }) => phrase),
      ['tabby'],
    );
  });

  it('gives detections as the contract has them', () => {
    assert.deepEqual(selectDetections([[found('cat', 0.5, { phrase: 'tabby' })]], everything), [
      { label: 'cat', score: 0.5, bbox: [10, 20, 30, 40], phrase: 'tabby' },
    ]);
  });
});
