import assert from 'node:assert/strict';
import type { ReviewObject } from '../../../src/contract/review';
import { History } from '../../../src/review-page/history';
import { applied, changesOf, inverse, type Step } from '../../../src/review-page/step';

const object = (id: number, fields: Partial<ReviewObject> = {}): ReviewObject => ({
  ...{ id, revision: 3, label: 'cat', score: 0.5, bbox: [1, 2, 3, 4], area: 12 },
  ...fields,
});
const review = { answer: 'accepted', by: 'ann', at: '2026-01-01T00:00:00Z' } as const;
const step = (...objects: Step['objects']): Step => ({ dataset: 'set', hash: 'a', text: 'Accepted cat', objects });

const [one, two] = [object(1), object(2)];
const change = step({ before: one, after: { ...one, review } });
const addition = step({ before: undefined, after: object(9, { made: 'person', review }) });

describe('a step of the review', () => {
  it('replaces, adds and removes objects', () => {
    assert.deepEqual(applied([one, two], change), [{ ...one, review }, two]);
    assert.deepEqual(
      applied([one], addition).map(({ id }) => id),
      [1, 9],
    );
    assert.deepEqual(applied([one, object(9)], inverse(addition)), [one]);
  });

  it('and its inverse leave the objects as they were', () => {
    for (const done of [change, addition]) {
      assert.deepEqual(applied(applied([one, two], done), inverse(done)), [one, two]);
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
    assert.equal(history.redo(), change);
    assert.equal(history.redo(), addition);
    assert.equal(history.redo(), undefined);
  });

  it('forgets undone steps after a new one', () => {
    const history = new History();
    history.add(change);
    history.undo();
    history.add(addition);

    assert.equal(history.redo(), undefined);
  });
});
