import assert from 'node:assert/strict';
import type { PictureQuery } from '../../../../src';
import type { LogEntry, ObjectSummary } from '../../../../src/dataset/picture-log';
import { pictureList } from '../../../../src/dataset/review/picture-list';

const object = (label: string, score: number, answer?: 'accepted' | 'rejected'): ObjectSummary => ({
  ...{ label, score },
  ...(answer && { answer }),
});

const entry = (name: string, ...objects: readonly ObjectSummary[]): LogEntry => ({
  ...{ id: 1, hash: name, file: `images/train/${name}.png`, files: [], split: 'train', width: 6, height: 4 },
  ...{
    time: '2026-01-01T00:00:00.000Z',
    added: '2026-01-01T00:00:00.000Z',
    isConfirmed: false,
    offset: 0,
    length: 0,
    objects,
  },
});

const entries = [
  entry('sure', object('cat', 0.9)),
  entry('done', object('cat', 0.2, 'accepted'), object('dog', 0.1, 'rejected')),
  entry('begun', object('cat', 0.3, 'accepted'), object('dog', 0.7)),
  entry('empty'),
  { ...entry('nothing'), isConfirmed: true },
  entry('close', object('dog', 0.31), object('cow', 0.8)),
];

const list = (query: Partial<PictureQuery>) =>
  pictureList(entries, ['cat', 'dog', 'cow', 'owl'], {
    ...{ order: 'uncertain', state: 'all', min: 0, max: 1, offset: 0, limit: 100 },
    ...query,
  });

describe('a list of images to review', () => {
  for (const [query, names] of [
    [{}, ['close', 'begun', 'sure', 'empty', 'done', 'nothing']],
    [{ order: 'added' }, ['sure', 'done', 'begun', 'empty', 'nothing', 'close']],
    [{ order: 'name' }, ['begun', 'close', 'done', 'empty', 'nothing', 'sure']],
    [{ state: 'unreviewed' }, ['close', 'begun', 'sure', 'empty']],
    [{ state: 'reviewed' }, ['done', 'nothing']],
    [{ class: 'cat' }, ['begun', 'sure', 'done']],
    [{ class: 'owl' }, []],
    [{ class: 'cat', max: 0.3 }, ['begun', 'done']],
    [{ class: 'cat', state: 'unreviewed' }, ['sure']],
    [{ class: 'cat', state: 'reviewed' }, ['begun', 'done']],
    [{ max: 0.31, state: 'unreviewed' }, ['close']],
    [{ min: 0.75 }, ['close', 'sure']],
    [{ offset: 1, limit: 2 }, ['begun', 'sure']],
  ] as const) {
    it(`of ${JSON.stringify(query)} has ${names.join(', ') || 'none'}`, () => {
      assert.deepEqual(
        list(query).pictures.map(({ hash }) => hash),
        names,
      );
    });
  }

  it('counts the complete dataset, and all images that match', () => {
    const { total, counts, classes } = list({ state: 'unreviewed', limit: 1 });

    assert.equal(total, 4);
    assert.deepEqual(counts, { pictures: 6, reviewedPictures: 2, objects: 7, reviewedObjects: 3 });
    assert.deepEqual(classes, [
      { name: 'cat', objects: 3, reviewed: 2 },
      { name: 'dog', objects: 3, reviewed: 1 },
      { name: 'cow', objects: 1, reviewed: 0 },
      { name: 'owl', objects: 0, reviewed: 0 },
    ]);
  });

  it('has the lowest score of an object without an answer', () => {
    assert.deepEqual(
      list({ order: 'added' }).pictures.map(({ objects, unreviewed, lowest }) => [objects, unreviewed, lowest]),
      [
        [1, 1, 0.9],
        [2, 0, null],
        [2, 1, 0.7],
        [0, 0, null],
        [0, 0, null],
        [2, 2, 0.31],
      ],
    );
  });
});
