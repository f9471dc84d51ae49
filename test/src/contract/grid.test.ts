import assert from 'node:assert/strict';
import { gridFrom } from '../../../src/contract';

describe('gridFrom', () => {
  for (const value of ['3x2', ' 3 X 2 ', '3×2', { columns: 3, rows: 2 }]) {
    it(`reads ${JSON.stringify(value)}`, () => {
      assert.deepEqual(gridFrom(value), { columns: 3, rows: 2 });
    });
  }

  for (const value of [
    '',
    '3',
    '0x2',
    '9x1',
    '3x2x1',
    '-1x2',
    '1.5x2',
    'x',
    6,
    null,
    undefined,
    [3, 2],
    { columns: '3', rows: 2 },
  ]) {
    it(`refuses ${JSON.stringify(value)}`, () => {
      assert.equal(gridFrom(value), undefined);
    });
  }
});
