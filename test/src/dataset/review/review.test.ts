import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import {
  type DatasetFormat,
  type DatasetReview,
  type Detection,
  datasetFormats,
  openReview,
  type PictureQuery,
  type ReviewPicture,
  readDataset,
} from '../../../../src';
import { cocoRle } from '../../../../src/geometry/rle';
import { cocoOf, type DatasetFolder, found, openDatasetFolder, shade } from '../../../support/datasets';
import { drawnMask } from '../../../support/masks';
import { answerTo } from '../../../support/reviews';

const size = { width: 6, height: 4 };
const dog = found('dog', [0, 0, 6, 4], drawnMask('......', '.####.', '.####.', '......'));
const cat = found('cat', [0, 0, 1, 1], drawnMask('......', '...#..', '......', '......'));
const cow = found('cow', [0.5, 1, 2, 2]);
const bar = cocoRle(drawnMask('......', '......', '......', '######'), size).counts;
const everything: PictureQuery = { order: 'uncertain', state: 'all', min: 0, max: 1, offset: 0, limit: 100 };

const answered = (picture: ReviewPicture, id: number, answer: 'accepted' | 'rejected' | null, more: object = {}) =>
  answerTo(picture.objects.find((one) => one.id === id)!, answer, more);

describe('the review of a dataset', () => {
  let folder: DatasetFolder;
  let review: DatasetReview;
  beforeEach(() => {
    folder = openDatasetFolder();
    review = openReview(folder.path);
  });
  afterEach(async () => {
    await review.close().catch(() => undefined);
    folder.remove();
  });

  async function add(
    detections: readonly Detection[],
    format: DatasetFormat = 'coco',
    rest: object = {},
  ): Promise<void> {
    const dataset = await folder.open({ format, ...rest });
    await dataset.add({ image: shade(10, 6, 4), name: 'grey' }, detections).finally(dataset.close);
  }
  async function only(): Promise<ReviewPicture> {
    const { pictures } = await review.list(everything);
    return (await review.picture(pictures[0]!.hash))!;
  }
  const answersOf = ({ objects }: ReviewPicture) => objects.map(({ label, review }) => [label, review?.answer]);

  for (const format of datasetFormats) {
    it(`leaves rejected objects out of the files of ${format}, and brings them back`, async () => {
      await add([dog, cat, cow], format);
      const complete = annotations(folder);
      const picture = await only();
      await review.change(picture.hash, [answered(picture, 0, 'rejected')], 'ann');
      await review.close();
      const without = openDatasetFolder();
      const dataset = await without.open({ format, classes: ['dog'] });
      await dataset.add({ image: shade(10, 6, 4), name: 'grey' }, [cat, cow]).finally(dataset.close);

      assert.deepEqual(annotations(folder), annotations(without));
      review = openReview(folder.path);
      await review.change(picture.hash, [answered(await only(), 0, null)], 'ann');
      await review.close();
      assert.deepEqual(annotations(folder), complete);
      without.remove();
    });
  }

  it('stores a change also if an image cannot be read meanwhile', async () => {
    const dataset = await folder.open();
    for (const level of [10, 20]) await dataset.add({ image: shade(level, 6, 4) }, [dog, cat]);
    await dataset.close();
    const { pictures } = await review.list({ ...everything, order: 'added' });
    const [first, second] = await Promise.all(pictures.map(async ({ hash }) => (await review.picture(hash))!));
    const log = join(folder.path, 'pictures.jsonl');
    const lines = readFileSync(log, 'utf8').split('\n');
    writeFileSync(log, [lines[0], ' '.repeat(lines[1]!.length), ''].join('\n'));

    const changes = [0, 1, 0].map((id) => review.change(first!.hash, [answered(first!, id, 'accepted')], 'ann'));
    const unread = Promise.all(
      Array.from({ length: 20 }, () => assert.rejects(review.picture(second!.hash), { code: 'BAD_DATASET' })),
    );

    assert.deepEqual(
      (await Promise.all(changes)).map((change) => change!.picture.hash),
      Array(3).fill(first!.hash),
    );
    await unread;
  });

  it('keeps the answer that an image has no objects, until objects are detected', async () => {
    await add([]);
    const states = async () => (await review.list(everything)).pictures.map(({ isReviewed }) => isReviewed);
    const { hash } = await only();
    assert.deepEqual(await states(), [false]);
    await review.change(hash, [{ confirm: true }], 'ann');
    await review.close();
    review = openReview(folder.path);

    assert.equal((await only()).confirmed?.by, 'ann');
    assert.deepEqual(await states(), [true]);
    await review.change(hash, [{ confirm: false }], 'ann');
    assert.equal((await only()).confirmed, undefined);
    assert.deepEqual(await states(), [false]);
    await review.change(hash, [{ confirm: true }], 'ann');
    await review.annotate(hash, [dog], {});
    assert.deepEqual(await states(), [false]);
    assert.deepEqual((await review.list({ ...everything, state: 'reviewed' })).counts, {
      ...{ pictures: 1, reviewedPictures: 0, objects: 1, reviewedObjects: 0 },
    });
    await review.annotate(hash, [], {});
    assert.deepEqual(await states(), [true]);
  });

  it('keeps the settings with which the dataset was written', async () => {
    await add([dog], 'coco', { masks: 'rle', crowdForRle: true, split: { train: 1, val: 0, test: 1e-9 } });
    const picture = await only();
    await review.change(picture.hash, [answered(picture, 0, 'accepted')], 'ann');
    await review.close();

    const { segmentation, iscrowd } = cocoOf(folder).annotations[0]!;
    assert.ok('counts' in segmentation && iscrowd === 1);
    assert.ok(folder.files().includes('annotations/instances_test.json'));
  });

  it('is not in a dataset that is read', async () => {
    await add([dog, cat]);
    const picture = await only();
    await review.change(picture.hash, [answered(picture, 0, 'rejected')], 'ann');
    const { pictures } = await readDataset(folder.path);

    for await (const { detections } of pictures())
      assert.deepEqual(
        detections.map(({ label }) => label),
        ['cat'],
      );
  });

  it('relabels, and remembers the label of the detector', async () => {
    await add([dog]);
    let picture = await only();
    const change = async (label: string): Promise<void> => {
      picture = (await review.change(picture.hash, [answered(picture, 0, 'accepted', { label })], 'ann'))!.picture;
    };
    await change('Wolf');
    const { label, detected, score, revision } = picture.objects[0]!;

    assert.deepEqual(
      { label, detected, score, revision },
      { label: 'Wolf', detected: 'dog', score: 0.75, revision: 1 },
    );
    await change('fox');
    assert.equal(picture.objects[0]!.detected, 'dog');
    await change('DOG');
    assert.equal(picture.objects[0]!.label, 'dog');
    assert.deepEqual(
      (await review.list(everything)).classes.map(({ name }) => name),
      ['dog', 'Wolf', 'fox'],
    );
  });

  it('takes new masks and new objects, and removes these again', async () => {
    await add([dog]);
    const { hash, ...before } = await only();
    const put = { label: 'stripe', bbox: [0, 0, 1, 1], rle: bar, answer: 'accepted' };
    const moved = answered({ hash, ...before }, 0, 'accepted', { rle: bar });
    const { picture } = (await review.change(hash, [moved, { put }], 'ann'))!;

    assert.deepEqual(
      picture.objects.map(({ id, revision, label, score, bbox, area, rle, made }) => [
        ...[id, revision, label, score, bbox, area, rle, made],
      ]),
      [
        [0, 1, 'dog', 0.75, [0, 3, 6, 1], 6, bar, undefined],
        [1, 1, 'stripe', 1, [0, 3, 6, 1], 6, bar, 'person'],
      ],
    );
    const removed = (await review.change(hash, [{ remove: { id: 1, revision: 1 } }], 'ann'))!;
    assert.deepEqual([removed.picture.objects.length, removed.overwrote], [1, []]);
    const restored = await review.change(hash, [{ put: { ...put, id: 1, revision: 2 } }, { put }], 'ann');
    assert.deepEqual(
      restored!.picture.objects.map(({ id, revision }) => [id, revision]),
      [
        [0, 1],
        [1, 3],
        [2, 1],
      ],
    );
  });

  it('makes one object of a request that is sent twice', async () => {
    await add([dog]);
    const { hash } = await only();
    const [id, other] = [2 ** 40 + 7, 2 ** 40 + 8];
    const put = { id, label: 'stripe', bbox: [0, 3, 6, 1], answer: 'accepted' };
    const remove = { remove: { id: other, revision: 1 } };
    await review.change(hash, [{ put }, { put: { ...put, id: other } }, remove], 'ann');
    const { picture, overwrote } = (await review.change(
      hash,
      [{ put }, { put: { ...put, id: undefined } }, remove],
      'ann',
    ))!;

    assert.deepEqual(
      picture.objects.map(({ id, made }) => [id, made]),
      [
        [0, undefined],
        [id, 'person'],
        [1, 'person'],
      ],
    );
    assert.deepEqual(overwrote, []);
  });

  it('reports what another person changed meanwhile, and the last one counts', async () => {
    await add([dog, cat]);
    const seen = await only();
    const other = openReview(folder.path);
    await review.change(seen.hash, [answered(seen, 0, 'rejected'), answered(seen, 1, 'accepted')], 'ann');
    const { picture, overwrote } = (await other.change(seen.hash, [answered(seen, 0, 'accepted')], 'bob'))!;
    await other.close();

    assert.deepEqual(
      overwrote.map(({ id, by, answer }) => ({ id, by, answer })),
      [{ id: 0, by: 'ann', answer: 'rejected' }],
    );
    assert.match(overwrote[0]!.at, /^\d{4}-\d\d-\d\dT/);
    assert.deepEqual(
      picture.objects.map(({ review }) => [review?.answer, review?.by]),
      [
        ['accepted', 'bob'],
        ['accepted', 'ann'],
      ],
    );
  });

  it('survives new detections of the same image: only objects without an answer are replaced', async () => {
    await add([dog, cat, cow]);
    const before = await only();
    const label = 'wolf';
    const put = { label: 'stripe', bbox: [0, 3, 6, 1], answer: 'accepted' };
    await review.change(
      before.hash,
      [answered(before, 0, 'accepted', { label }), answered(before, 1, 'rejected'), { put }],
      'ann',
    );
    await add([
      { ...dog, score: 0.6 },
      { ...cat, score: 0.9 },
      found('cow', [3, 0, 2, 2]),
      found('bird', [0, 0, 1, 1]),
    ]);
    const { objects } = await only();

    assert.deepEqual(
      objects.map(({ id, label, review }) => [id, label, review?.answer]),
      [
        [0, 'wolf', 'accepted'],
        [1, 'cat', 'rejected'],
        [3, 'stripe', 'accepted'],
        [4, 'cow', undefined],
        [5, 'bird', undefined],
      ],
    );
    await assert.rejects(review.change(before.hash, [answered(before, 2, 'accepted')], 'ann'), {
      code: 'INVALID_INPUT',
      message: /^The image has no object 2\. It may have been annotated again/,
    });
  });

  it('changes all objects of a request or none', async () => {
    await add([dog, cat]);
    const picture = await only();
    const changes = [
      answered(picture, 0, 'rejected'),
      { put: { id: 9, label: 'x', bbox: [0, 0, 1, 1], answer: null } },
    ];
    await assert.rejects(review.change(picture.hash, changes, 'ann'), { code: 'INVALID_INPUT' });

    assert.deepEqual(answersOf(await only()), [
      ['dog', undefined],
      ['cat', undefined],
    ]);
  });

  it('has the image, and small copies of it', async () => {
    await add([dog]);
    const { hash } = await only();
    const { data, type } = (await review.image(hash))!;
    const small = (await review.image(hash, 16))!;

    assert.deepEqual([type, small.type], ['image/png', 'image/jpeg']);
    assert.deepEqual(data, folder.bytes('images/train/grey.png'));
    assert.equal((await sharp(small.data).metadata()).width, 6);
  });

  it('has many small copies that are requested at once', async () => {
    await add([dog]);
    const { hash } = await only();
    const copies = await Promise.all(Array.from({ length: 40 }, () => review.image(hash, 16)));

    assert.deepEqual(new Set(copies.map((copy) => copy?.type)), new Set(['image/jpeg']));
    assert.equal(new Set(copies.map((copy) => copy?.data.toString('hex'))).size, 1);
  });

  it('knows no image of another hash', async () => {
    await add([dog]);

    assert.deepEqual(await Promise.all([review.picture('x'), review.image('../../x'), review.change('x', [], 'ann')]), [
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('refuses a folder without a dataset, and makes none', async () => {
    await assert.rejects(review.list(everything), {
      code: 'BAD_DATASET',
      message: /^No dataset of this package is in /,
    });

    assert.deepEqual(folder.files(), []);
  });

  const put = { label: 'dog', bbox: [1, 1, 2, 2], answer: 'accepted' };
  for (const [problem, changes, code, message] of [
    ['no list', { put }, 'INVALID_INPUT', /^changes must be a list of 1 to 10000 changes, got an object/],
    ['no changes', [], 'INVALID_INPUT', /^changes must be a list/],
    ['no change', [null], 'INVALID_INPUT', /^changes\[0\] must be one of \{put\}, \{remove\} and \{confirm\}/],
    ['two changes in one', [{ put, remove: { id: 0 } }], 'INVALID_INPUT', /^changes\[0\] must be one of/],
    ['an unknown id', [{ put: { ...put, id: 7 } }], 'INVALID_INPUT', /^The image has no object 7/],
    ['an id that is a text', [{ put: { ...put, id: '0' } }], 'INVALID_INPUT', /^changes\[0\]\.put\.id must be a whole/],
    [
      'a negative revision',
      [{ put: { ...put, id: 0, revision: -1 } }],
      'INVALID_INPUT',
      /put\.revision must be a whole/,
    ],
    [
      'another answer',
      [{ put: { ...put, answer: 'yes' } }],
      'INVALID_INPUT',
      /^changes\[0\]\.put\.answer must be accepted, /,
    ],
    ['no answer', [{ put: { ...put, answer: undefined } }], 'INVALID_INPUT', /put\.answer must be/],
    ['no label', [{ put: { ...put, label: ' \n' } }], 'INVALID_INPUT', /put\.label must be a text of 1 to 500/],
    ['a long label', [{ put: { ...put, label: 'x'.repeat(501) } }], 'INVALID_INPUT', /put\.label must be a text/],
    ['a label that is no text', [{ put: { ...put, label: { x: 1 } } }], 'INVALID_INPUT', /put\.label must be a text/],
    ['a box of NaN', [{ put: { ...put, bbox: [Number.NaN, 0, 1, 1] } }], 'BAD_BOXES', /put\.bbox must be \[x, y, /],
    ['a box of three', [{ put: { ...put, bbox: [0, 1, 1] } }], 'BAD_BOXES', /put\.bbox must be \[x, y, /],
    ['a negative width', [{ put: { ...put, bbox: [3, 1, -1, 1] } }], 'BAD_BOXES', /put\.bbox must be/],
    ['an empty box', [{ put: { ...put, bbox: [1, 1, 0, 3] } }], 'BAD_BOXES', /must be a box inside the image of 6 x 4/],
    [
      'a box outside',
      [{ put: { ...put, bbox: [9, 9, 3, 3] } }],
      'BAD_BOXES',
      /must be a box inside the image of 6 x 4/,
    ],
    ['an empty mask', [{ put: { ...put, rle: 'h0' } }], 'BAD_BOXES', /put\.rle has no pixels/],
    ['a mask of another size', [{ put: { ...put, rle: '4' } }], 'BAD_BOXES', /put\.rle must be COCO RLE/],
    ['a damaged mask', [{ put: { ...put, rle: '\u{1f600}~' } }], 'BAD_BOXES', /put\.rle must be COCO RLE/],
    ['an empty text as mask', [{ put: { ...put, rle: '' } }], 'BAD_BOXES', /put\.rle must be COCO RLE/],
    ['a mask that is no text', [{ put: { ...put, rle: [24] } }], 'BAD_BOXES', /put\.rle must be the counts/],
    [
      'a detection to remove',
      [{ remove: { id: 0, revision: 0 } }],
      'INVALID_INPUT',
      /^remove\.id must be an object that a person/,
    ],
    ['a text that confirms', [{ confirm: 'yes' }], 'INVALID_INPUT', /^changes\[0\]\.confirm must be true or false/],
    ['no id to remove', [{ remove: {} }], 'INVALID_INPUT', /^changes\[0\]\.remove\.id must be a whole number/],
  ] as const) {
    it(`refuses ${problem}`, async () => {
      await add([dog]);
      const before = await only();

      await assert.rejects(review.change(before.hash, changes, 'ann'), { code, message });
      assert.deepEqual(await only(), before);
    });
  }
});

/** All files but the log and the image, by their paths. */
const annotations = (folder: DatasetFolder): Record<string, string> =>
  Object.fromEntries(
    folder
      .files()
      .filter((file) => file !== 'pictures.jsonl')
      .map((file) => [file, withoutIdentity(folder.bytes(file).toString('latin1'), folder)]),
  );

/** Datasets of two folders differ in their times and names. */
const withoutIdentity = (text: string, { path }: DatasetFolder): string =>
  text.replaceAll(path.split(/[\\/]/).at(-1)!, 'NAME').replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
