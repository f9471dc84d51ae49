import assert from 'node:assert/strict';
import { arrived, deferred, type Limited } from '../../../src/camera/rate-limit';
import { retryPauseMs } from '../../../src/camera/retry-pause';

describe('the rate limit of a camera', () => {
  it('sends the first image almost at once', () => {
    const { newest } = arrived({}, 'a', 1000, 500);

    assert.deepEqual(newest, { item: 'a', dueAt: 1020 });
  });

  it('holds an image until the interval is over, and replaces it by a newer one', () => {
    const first = arrived({ lastSent: 1000 }, 'a', 1100, 500);
    const second = arrived(first, 'b', 1499, 500);

    assert.deepEqual(first.newest, { item: 'a', dueAt: 1500 });
    assert.deepEqual(second.newest, { item: 'b', dueAt: 1500 });
  });

  it('waits once more if this process was blocked when an image was due', () => {
    const state = arrived({ lastSent: 0 }, 'old', 100, 500);

    assert.equal(deferred(state, 510), undefined);
    const later = deferred(state, 5000)!;
    assert.equal(later.newest!.dueAt, 5020);
    const newer = arrived(later, 'new', 5001, 500);
    assert.deepEqual(newer.newest, { item: 'new', dueAt: 5020, isDeferred: true });
    assert.equal(deferred(newer, 9000), undefined);
  });

  it('sends only the newest of the images that waited for a busy process', () => {
    let state: Limited<number> = { lastSent: 0 };
    for (let image = 0; image < 10; image++) state = arrived(state, image, 5000 + image, 500);

    assert.deepEqual(state.newest, { item: 9, dueAt: 5020 });
  });
});

describe('the pause before a new connection', () => {
  it('doubles with each failure, up to a minute', () => {
    const pauses = [1, 2, 3, 6, 7, 8, 1000].map((failures) => retryPauseMs(failures, 0));

    assert.deepEqual(pauses, [1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('is five minutes after a refused login, because cameras lock users out', () => {
    assert.deepEqual(
      [1, 2, 9].map((failures) => retryPauseMs(failures, 0, true)),
      [300_000, 300_000, 300_000],
    );
  });

  it('is up to a quarter shorter, by chance', () => {
    assert.equal(retryPauseMs(1, 1), 750);
    assert.equal(retryPauseMs(100, 0.5), 52_500);
  });
});
