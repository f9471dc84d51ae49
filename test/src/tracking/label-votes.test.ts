import assert from 'node:assert/strict';
import { elected, type LabelVotes, vote } from '../../../src/tracking/label-votes';

const votesFor = (...votes: readonly (readonly [string, number])[]): LabelVotes =>
  votes.reduce<LabelVotes>((all, [label, score]) => vote(all, label, score), []);

describe('elected', () => {
  for (const { name, votes, expected } of [
    {
      name: 'is the label with most detections',
      votes: [
        ['cat', 0.5],
        ['dog', 0.5],
        ['cat', 0.5],
      ],
      expected: 'cat',
    },
    {
      name: 'weights detections by score',
      votes: [
        ['cat', 0.3],
        ['dog', 0.9],
        ['cat', 0.3],
      ],
      expected: 'dog',
    },
    {
      name: 'counts spellings of a label together',
      votes: [
        ['Cat', 0.5],
        ['dog', 0.7],
        ['cat.', 0.5],
      ],
      expected: 'cat.',
    },
    {
      name: 'weights earlier detections less',
      votes: [
        ['cat', 0.5],
        ['dog', 0.5],
      ],
      expected: 'dog',
    },
    { name: 'counts a score of 0', votes: [['cat', 0]], expected: 'cat' },
  ] as const) {
    it(name, () => {
      assert.equal(elected(votesFor(...votes)).label, expected);
    });
  }

  it('changes when an object is seen with another label for long', () => {
    const often = [...Array(40).fill(['cat', 0.5]), ...Array(30).fill(['dog', 0.5])] as [string, number][];

    assert.equal(elected(votesFor(...often)).label, 'dog', 'earlier detections count less');
  });
});
