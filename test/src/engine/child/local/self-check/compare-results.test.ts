import assert from 'node:assert/strict';
import type { TrialObject } from '../../../../../../src/engine/child/backend';
import {
  agrees,
  compareResults,
  describeAgreement,
} from '../../../../../../src/engine/child/local/self-check/compare-results';

const box = (label: string, score: number, x = 0): TrialObject => ({ label, score, bbox: [x, 0, 100, 100] });

/** A mask of `width` x 10 pixels. */
const mask = (label: string, score: number, width: number): TrialObject => ({
  label,
  score,
  mask: { type: 'uint8', dims: [10, width], offset: [0, 0], data: Buffer.alloc(10 * width, 1) },
});

describe('compareResults', () => {
  const cases: {
    name: string;
    expected: TrialObject[];
    received: TrialObject[];
    passes: boolean;
    says: RegExp;
  }[] = [
    {
      name: 'accepts equal boxes and scores',
      expected: [box('a', 0.9), box('b', 0.5, 200)],
      received: [box('a', 0.9), box('b', 0.5, 200)],
      passes: true,
      says: /^boxes IoU 1\.000 \(at least 0\.9\), scores differ by 0\.000 \(at most 0\.05\)$/,
    },
    {
      name: 'accepts differences within the tolerances',
      expected: [box('a', 0.9)],
      received: [box('a', 0.88, 4)],
      passes: true,
      says: /IoU 0\.923.*0\.020/,
    },
    {
      name: 'refuses a box elsewhere',
      expected: [box('a', 0.9)],
      received: [box('a', 0.9, 50)],
      passes: false,
      says: /boxes IoU 0\.333/,
    },
    {
      name: 'refuses another score',
      expected: [box('a', 0.9)],
      received: [box('a', 0.6)],
      passes: false,
      says: /scores differ by 0\.300/,
    },
    {
      name: 'refuses another label',
      expected: [box('a', 0.9)],
      received: [box('b', 0.9)],
      passes: false,
      says: /boxes IoU 0\.000/,
    },
    {
      name: 'refuses an object that only the device finds',
      expected: [box('a', 0.9)],
      received: [box('a', 0.9), box('a', 0.4, 300)],
      passes: false,
      says: /boxes IoU 0\.000/,
    },
    {
      name: 'refuses a device that finds nothing',
      expected: [box('a', 0.9)],
      received: [],
      passes: false,
      says: /boxes IoU 0\.000.*scores differ by 0\.900/,
    },
    {
      name: 'refuses a score that is not a number',
      expected: [box('a', 0.9)],
      received: [box('a', Number.NaN)],
      passes: false,
      says: /scores differ by NaN/,
    },
    {
      name: 'ignores weak candidates, whose ranks depend on rounding',
      expected: [box('a', 0.9), box('b', 0.09, 300)],
      received: [box('a', 0.9), box('a', 0.12, 500)],
      passes: true,
      says: /IoU 1\.000/,
    },
    {
      name: 'takes the query with the closest score among several of one object',
      expected: [box('a', 0.9), box('a', 0.4, 1)],
      received: [box('a', 0.9), box('a', 0.4)],
      passes: true,
      says: /scores differ by 0\.000/,
    },
    {
      name: 'accepts masks that differ by some pixels of the edge',
      expected: [mask('prompt 1', 0.9, 100)],
      received: [mask('prompt 1', 0.9, 95)],
      passes: true,
      says: /^masks IoU 0\.950 \(at least 0\.9\)/,
    },
    {
      name: 'refuses another mask',
      expected: [mask('prompt 1', 0.9, 100)],
      received: [mask('prompt 1', 0.9, 18)],
      passes: false,
      says: /masks IoU 0\.180/,
    },
    { name: 'accepts two empty results', expected: [], received: [], passes: true, says: /no objects to compare/ },
  ];
  for (const { name, expected, received, passes, says } of cases) {
    it(name, () => {
      const agreement = compareResults(expected, received);

      assert.match(describeAgreement(agreement), says);
      assert.equal(agrees(agreement), passes);
    });
  }
});
