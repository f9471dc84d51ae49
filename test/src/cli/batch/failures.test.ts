import assert from 'node:assert/strict';
import { failureSummary } from '../../../../src/cli/batch/failures';

describe('failure summary', () => {
  it('groups failures by reason, the most frequent first, and lists up to 5 names', () => {
    const failures = [
      { name: 'a.jpg', reason: 'too dark' },
      ...Array.from({ length: 7 }, (_, index) => ({ name: `${index}.jpg`, reason: 'no picture' })),
      { name: 'b.jpg', reason: 'too dark' },
    ];

    assert.equal(
      failureSummary(failures, 40),
      [
        '9 of 40 images failed:',
        '  7 x no picture: 0.jpg, 1.jpg, 2.jpg, 3.jpg, 4.jpg, and 2 more',
        '  2 x too dark: a.jpg, b.jpg',
      ].join('\n'),
    );
  });
});
