import assert from 'node:assert/strict';
import { curvePoints } from '../../../src/review-page/curve-points';

const curve = (...values: readonly (number | null)[]) => values.map((value, at) => ({ threshold: at / 4, value }));

describe('curvePoints', () => {
  it('has the threshold to the right and the value up', () => {
    assert.deepEqual(curvePoints(curve(0, 0.5, 1), 200, 100), ['0,100 50,50 100,0']);
  });

  it('has gaps where values are missing', () => {
    assert.deepEqual(curvePoints(curve(null, 1, null, 0), 200, 100), ['50,0', '150,100']);
  });

  it('has no line without values', () => {
    assert.deepEqual(curvePoints([], 200, 100), []);
  });
});
