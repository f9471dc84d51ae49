import assert from 'node:assert/strict';
import { timeText } from '../../../src/contract/time-text';

describe('timeText', () => {
  for (const [ms, text] of [
    [0, '0 ms'],
    [849.6, '850 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [13_671, '13.7 s'],
    [599_940, '599.9 s'],
    [599_960, '10 min'],
    [3_600_000, '60 min'],
  ] as const) {
    it(`is ${text} for ${ms} ms`, () => assert.equal(timeText(ms), text));
  }
});
