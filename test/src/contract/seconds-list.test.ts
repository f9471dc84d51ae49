import assert from 'node:assert/strict';
import { secondsIn } from '../../../src/contract/seconds-list';

describe('a list of seconds', () => {
  for (const { text, seconds } of [
    { text: '', seconds: [] },
    { text: ' 60, 300 ', seconds: [60, 300] },
    { text: '0.5;7 9\n10', seconds: [0.5, 7, 9, 10] },
    { text: '0', seconds: [0] },
    { text: '60, -1', seconds: undefined },
    { text: '60, soon', seconds: undefined },
    { text: '5m', seconds: undefined },
    { text: 'Infinity', seconds: undefined },
  ]) {
    it(`is ${JSON.stringify(seconds)} in ${JSON.stringify(text)}`, () => assert.deepEqual(secondsIn(text), seconds));
  }
});
