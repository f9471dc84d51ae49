import assert from 'node:assert/strict';
import type { ReviewPicture } from '../../../src/contract/review';
import { Revisions } from '../../../src/review-page/revisions';
import { inverse, type Step } from '../../../src/review-page/step';

const object = (id: number, revision: number) => ({
  ...{ id, revision, label: 'cat', score: 0.5, bbox: [1, 2, 3, 4] as const, area: 12 },
});
const picture = (...objects: ReviewPicture['objects']): ReviewPicture => ({
  ...{ hash: 'a', file: 'images/a.png', split: 'train', width: 6, height: 4, objects },
});
const step: Step = {
  ...{ dataset: 'set', hash: 'a', text: 'Labelled dog' },
  objects: [{ before: object(1, 3), after: { ...object(1, 3), label: 'dog' } }],
};

describe('the revisions on which steps are based', () => {
  it('of a new step is the newest that the user saw, of one that is undone the own one', () => {
    const revisions = new Revisions();
    revisions.received(picture(object(1, 3), object(2, 5)));
    assert.deepEqual([revisions.of(step, 1), revisions.of(inverse(step), 1)], [3, 3]);

    revisions.stored(step, picture(object(1, 4), object(2, 5)));
    // Another person changed both objects.
    revisions.received(picture(object(1, 5), object(2, 6)));

    assert.deepEqual([revisions.of(step, 1), revisions.of(step, 2)], [5, 6]);
    assert.deepEqual([revisions.of(inverse(step), 1), revisions.of(inverse(step), 2)], [4, 6]);
  });

  it('of an object that the user removed is none', () => {
    const revisions = new Revisions();
    const removal: Step = { ...step, objects: [{ before: object(1, 3), after: undefined }] };
    revisions.stored(step, picture(object(1, 4)));
    revisions.stored(removal, picture());
    revisions.received(picture());

    assert.equal(revisions.of(inverse(removal), 1), undefined);
  });
});
