import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReview, type ReviewObject, type ReviewPicture } from '../../../src';
import { boxIou } from '../../../src/geometry/box';
import { runCli } from '../../support/cli';
import { scenePath } from '../../support/scenes';

const ALL = { order: 'added', state: 'all', min: 0, max: 1, offset: 0, limit: 100 } as const;
const relabel = (folder: string, prompt: string) => runCli(folder, ['relabel', 'dataset', '--prompt', prompt]);

describe('grounded-sam relabel', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'grounded-sam-relabel-')));
    mkdirSync(join(folder, 'in'));
    for (let index = 0; index < 4; index++) copyFileSync(scenePath(index), join(folder, `in/${index}.png`));
    const { status, stderr } = await runCli(folder, ['export', 'in', '--prompt', 'star. circle', '--out', 'dataset']);
    assert.equal(status, 0, stderr);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The images of the dataset, after `work` on it. */
  async function imagesAfter(
    work: (review: ReturnType<typeof openReview>, images: readonly ReviewPicture[]) => Promise<void> = async () => {},
  ): Promise<ReviewPicture[]> {
    const review = openReview(join(folder, 'dataset'));
    try {
      const images = async () => {
        const { pictures } = await review.list(ALL);
        return Promise.all(pictures.map(async ({ hash }) => (await review.picture(hash))!));
      };
      await work(review, await images());
      return await images();
    } finally {
      await review.close();
    }
  }

  const labels = (images: readonly ReviewPicture[]) =>
    new Set(images.flatMap(({ objects }) => objects.map(({ label }) => label)));
  const put = ({ id, revision, bbox, label, rle }: ReviewObject, answer: 'accepted' | 'rejected') => ({
    put: { id, revision, bbox, label, answer, ...(rle !== undefined && { rle }) },
  });

  it('replaces all objects of a dataset without a review, and changes nothing when it runs again', async () => {
    const [first, second] = [await relabel(folder, 'ring. heart'), await relabel(folder, 'ring. heart')];

    assert.match(first.stdout, /: 4 relabelled, 0 unchanged\n$/, first.stderr);
    assert.match(second.stdout, /: 0 relabelled, 4 unchanged\n$/);
    assert.ok([...labels(await imagesAfter())].every((label) => ['ring', 'heart'].includes(label)));
  });

  it('keeps the objects that a person reviewed, and leaves out the detections that are one of these', async () => {
    const before = await imagesAfter(async (review, images) => {
      for (const [at, { hash, objects }] of images.entries()) {
        const [first] = objects;
        const drawn = { put: { label: 'nose', bbox: [1, 1, 6, 5] as const, answer: 'accepted' } };
        const answers = first ? [put(first, at % 2 === 0 ? 'accepted' : 'rejected')] : [];
        await review.change(hash, [...answers, drawn], 'ann');
      }
    });
    const { stdout, stderr } = await relabel(folder, 'star. circle. ring');
    const after = await imagesAfter();

    assert.match(stdout, /: 4 relabelled, 0 unchanged\n$/, stderr);
    const reviewed = before.map(({ objects }) => objects.filter(({ review, made }) => review || made));
    assert.ok(reviewed.flat().length > 5);
    for (const [at, { objects }] of after.entries()) {
      // The detector gives the objects that it finds again new scores.
      assert.deepEqual(
        objects.filter(({ review }) => review).map(({ id, label, rle, review }) => ({ id, label, rle, review })),
        reviewed[at]!.map(({ id, label, rle, review }) => ({ id, label, rle, review })),
      );
      // The detector finds most of the reviewed objects again.
      for (const { label, bbox } of reviewed[at]!) {
        const same = objects.filter((one) => one.label === label && boxIou(one.bbox, bbox) >= 0.5);
        assert.equal(same.length, 1, label);
      }
    }
    assert.ok(labels(after).has('ring'), 'new classes are found');
  });

  it('writes the annotation files of the dataset', async () => {
    await relabel(folder, 'ring');
    const { stdout } = await runCli(folder, ['convert', 'dataset', '--out', 'copy', '--format', 'yolo']);

    assert.match(stdout, /^coco -> yolo: 4 images, /);
  });

  it('refuses a folder that is no dataset', async () => {
    const { status, stderr } = await runCli(folder, ['relabel', 'in', '--prompt', 'ring']);

    assert.equal(status, 2);
    assert.match(stderr, /No dataset of this package is in /);
  });
});
