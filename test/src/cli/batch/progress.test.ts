import assert from 'node:assert/strict';
import { progressBar, progressText } from '../../../../src/cli/batch/progress';

describe('batch progress', () => {
  const texts = [
    { done: 48, failed: 0, total: 120, msPerPicture: 500, says: ' 40 % of 120 images  2.0/s  36 s left' },
    {
      done: 3,
      failed: 2,
      total: 50,
      msPerPicture: 4200,
      says: '  6 % of 50 images  4.2 s each  3 min 18 s left  2 failed',
    },
    {
      done: 1,
      failed: 0,
      total: 1001,
      msPerPicture: 9000,
      says: '  0 % of 1001 images  9.0 s each  2 h 30 min left',
    },
    { done: 199, failed: 0, total: 200, msPerPicture: 1000, says: ' 99 % of 200 images  1.0/s  1 s left' },
    { done: 5, failed: 1, total: 5, msPerPicture: 200, says: '100 % of 5 images  5.0/s  1 failed' },
  ];
  for (const { says, ...progress } of texts) {
    it(says.trim(), () => assert.equal(progressText(progress), says));
  }

  it('fills the bar by the share of images that are done', () => {
    const bars = [0, 1, 2].map((done) => progressBar({ done, failed: 0, total: 2, msPerPicture: 100 }));

    assert.deepEqual(bars, [
      '[------------------------]   0 % of 2 images  10.0/s  1 s left',
      '[############------------]  50 % of 2 images  10.0/s  1 s left',
      '[########################] 100 % of 2 images  10.0/s',
    ]);
  });
});
