import assert from 'node:assert/strict';
import type { Candidate } from '../../../../src/models/grounding-dino/read-candidates';
import { selectDetections } from '../../../../src/models/grounding-dino/select-detections';

const keepAll = { nms: 'off', nmsIou: 0.5, maxDetections: 100 } as const;

/** All have the same box, so that nms finds duplicates. */
const candidate = (label: string, score: number, more: Partial<Candidate> = {}): Candidate => ({
  label,
  score,
  bbox: [10, 20, 30, 40],
  isDecoy: false,
  ...more,
});
const decoy = (label: string, score: number): Candidate => candidate(label, score, { isDecoy: true });

describe('selectDetections', () => {
  const cases = [
    {
      name: 'sorts by score, best first',
      candidates: [candidate('cat', 0.5), candidate('dog', 0.9), candidate('hat', 0.7)],
      options: {},
      expected: ['dog', 'hat', 'cat'],
    },
    {
      name: 'keeps the order of equal scores',
      candidates: [candidate('cat', 0.5), candidate('dog', 0.5), candidate('hat', 0.5)],
      options: {},
      expected: ['cat', 'dog', 'hat'],
    },
    {
      name: 'removes decoys',
      candidates: [candidate('cat', 0.5), decoy('poster', 0.9)],
      options: {},
      expected: ['cat'],
    },
    {
      name: 'lets a decoy suppress other classes with nms across labels',
      candidates: [candidate('cat', 0.5), decoy('poster', 0.9)],
      options: { nms: 'agnostic' },
      expected: [],
    },
    {
      name: 'lets a decoy with a lower score suppress nothing',
      candidates: [candidate('cat', 0.9), decoy('poster', 0.5)],
      options: { nms: 'agnostic' },
      expected: ['cat'],
    },
    {
      name: 'lets a decoy suppress no other class with nms within a label',
      candidates: [candidate('cat', 0.5), decoy('poster', 0.9)],
      options: { nms: 'class' },
      expected: ['cat'],
    },
    {
      name: 'keeps the best maxDetections, without counting decoys',
      candidates: [candidate('cat', 0.4), decoy('poster', 0.9), candidate('dog', 0.6), candidate('hat', 0.5)],
      options: { maxDetections: 2 },
      expected: ['dog', 'hat'],
    },
  ] as const;
  for (const { name, candidates, options, expected } of cases) {
    it(name, () => {
      assert.deepEqual(
        selectDetections([candidates], { ...keepAll, ...options }).map(({ label }) => label),
        expected,
      );
    });
  }

  describe('with several passes', () => {
    const aside = { bbox: [25, 20, 30, 40] } as const;
    const severalPasses = [
      {
        name: 'removes a detection that a decoy of another pass overlaps with a higher score',
        passes: [[candidate('cat', 0.5)], [decoy('poster', 0.9)]],
        expected: [],
      },
      {
        name: 'does so in any order of the passes, and keeps detections elsewhere',
        passes: [[decoy('poster', 0.9)], [candidate('cat', 0.5), candidate('cat', 0.4, aside)]],
        expected: ['cat'],
      },
      {
        name: 'keeps a detection with a higher score than the decoy, or an equal one',
        passes: [[candidate('cat', 0.9), candidate('dog', 0.5)], [decoy('poster', 0.5)]],
        expected: ['cat', 'dog'],
      },
      {
        name: 'keeps a detection that overlaps the decoy too little',
        passes: [[candidate('cat', 0.5, aside)], [decoy('poster', 0.9)]],
        expected: ['cat'],
      },
      {
        name: 'keeps two classes of one object',
        passes: [[candidate('cat', 0.9)], [candidate('animal', 0.5)]],
        expected: ['cat', 'animal'],
      },
      {
        name: 'keeps the better of two classes of one object with nms across labels',
        passes: [[candidate('animal', 0.5)], [candidate('cat', 0.9)]],
        options: { nms: 'agnostic' },
        expected: ['cat'],
      },
      {
        name: 'removes duplicates of one class across phrases',
        passes: [[candidate('cat', 0.5)], [candidate('cat', 0.9, { phrase: 'tabby' })]],
        options: { nms: 'class' },
        expected: ['cat'],
      },
    ] as const;
    for (const { name, passes, expected, ...more } of severalPasses) {
      it(name, () => {
        const options = 'options' in more ? more.options : {};

        assert.deepEqual(
          selectDetections(passes, { ...keepAll, ...options }).map(({ label }) => label),
          expected,
        );
      });
    }
  });

  it('removes duplicates of two phrases of one class within a pass', () => {
    const candidates = [candidate('cat', 0.5), candidate('cat', 0.8, { phrase: 'tabby' })];

    assert.deepEqual(
      selectDetections([candidates], { ...keepAll, nms: 'class' }).map(({ phrase }) => phrase),
      ['tabby'],
    );
  });

  it('returns detections in the format of messages', () => {
    assert.deepEqual(selectDetections([[candidate('cat', 0.5, { phrase: 'tabby' })]], keepAll), [
      { label: 'cat', score: 0.5, bbox: [10, 20, 30, 40], phrase: 'tabby' },
    ]);
  });
});
