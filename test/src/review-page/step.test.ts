import assert from 'node:assert/strict';
import type { ReviewObject, ReviewPicture } from '../../../src/contract/review';
import { History } from '../../../src/review-page/history';
import { applied, changesOf, inverse, type Step } from '../../../src/review-page/step';

const object = (id: number, fields: Partial<ReviewObject> = {}): ReviewObject => ({
  ...{ id, revision: 3, label: 'cat', score: 0.5, bbox: [1, 2, 3, 4], area: 12 },
  ...fields,
});
const review = { answer: 'accepted', by: 'ann', at: '2026-01-01T00:00:00Z' } as const;
const step = (...objects: Step['objects']): Step => ({ dataset: 'set', hash: 'a', text: 'Accepted cat', objects });

const picture = (...objects: readonly ReviewObject[]): ReviewPicture => ({
  ...{ hash: 'a', file: 'images/a.png', split: 'train', width: 6, height: 4, objects },
});

const [one, two] = [object(1), object(2)];
const change = step({ before: one, after: { ...one, review } });
const confirmed = { by: 'ann', at: '2026-01-01T00:00:00Z' };
const confirmation: Step = { ...step(), confirmed: { before: undefined, after: confirmed } };
const addition = step({ before: undefined, after: object(9, { made: 'person', review }) });

describe('a step of the review', () => {
  it('replaces, adds and removes objects', () => {
    assert.deepEqual(applied(picture(one, two), change), picture({ ...one, review }, two));
    assert.deepEqual(
      applied(picture(one), addition).objects.map(({ id }) => id),
      [1, 9],
    );
    assert.deepEqual(applied(picture(one, object(9)), inverse(addition)), picture(one));
  });

  it('confirms that an image has no objects', () => {
    assert.deepEqual(applied(picture(), confirmation), { ...picture(), confirmed });
    assert.deepEqual(
      [confirmation, inverse(confirmation)].map((one) => changesOf(one, () => undefined)),
      [[{ confirm: true }], [{ confirm: false }]],
    );
  });

  it('and its inverse leave the image as it was', () => {
    for (const done of [change, addition, confirmation]) {
      assert.deepEqual(applied(applied(picture(one, two), done), inverse(done)), picture(one, two));
    }
  });

  it('is sent with the last revision of each object', () => {
    assert.deepEqual(
      changesOf(change, () => 7),
      [{ put: { id: 1, revision: 7, label: 'cat', bbox: [1, 2, 3, 4], answer: 'accepted' } }],
    );
  });

  it('takes an answer back with null, and removes what was added', () => {
    assert.deepEqual(
      changesOf(inverse(change), () => 8),
      [{ put: { id: 1, revision: 8, label: 'cat', bbox: [1, 2, 3, 4], answer: null } }],
    );
    assert.deepEqual(
      changesOf(inverse(addition), () => undefined),
      [{ remove: { id: 9 } }],
    );
  });
});

describe('History', () => {
  it('undoes and redoes steps in sequence', () => {
    const history = new History();
    history.add(change);
    history.add(addition);

    assert.deepEqual(history.undo(), inverse(addition));
    assert.deepEqual(history.undo(), inverse(change));
    assert.equal(history.undo(), undefined);
    assert.deepEqual(history.redo(), { ...change, isAgain: true });
    assert.deepEqual(history.redo(), { ...addition, isAgain: true });
    assert.equal(history.redo(), undefined);
  });

  it('forgets undone steps after a new one', () => {
    const history = new History();
    history.add(change);
    history.undo();
    history.add(addition);

    assert.equal(history.redo(), undefined);
  });

  it('forgets a step that was given up', () => {
    const history = new History();
    for (const one of [change, addition, confirmation]) history.add(one);
    history.drop(addition);
    history.undo();
    history.drop(confirmation);

    assert.equal(history.redo(), undefined);
    assert.deepEqual(history.undo(), inverse(change));
    assert.equal(history.undo(), undefined);
  });

  it('undoes again what could not be undone, and forgets what could not be redone', () => {
    const history = new History();
    history.add(change);
    history.drop(history.undo()!);
    assert.equal(history.redo(), undefined);

    assert.deepEqual(history.undo(), inverse(change));
    history.drop(history.redo()!);
    assert.equal(history.undo(), undefined);
  });
});
