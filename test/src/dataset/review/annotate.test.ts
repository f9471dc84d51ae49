import assert from 'node:assert/strict';
import { type Bbox, type Detection, openReview } from '../../../../src';
import { cocoOf, found, openDatasetFolder, shade } from '../../../support/datasets';
import { answerTo } from '../../../support/reviews';

const provenance = { detector: { model: 'demo', dtype: 'fp32', device: 'cpu', prompt: 'dog' } };

const everything = { order: 'added', state: 'all', min: 0, max: 1, offset: 0, limit: 9 } as const;

/** A dataset with one image. */
async function openImage(...objects: readonly Detection[]) {
  const folder = openDatasetFolder();
  const dataset = await folder.open();
  await dataset.add({ image: shade(1, 24, 8) }, objects);
  await dataset.close();
  const review = openReview(folder.path);
  const { hash } = (await review.list(everything)).pictures[0]!;
  const close = () => review.close().finally(folder.remove);
  return { review, hash, folder, close };
}

describe('annotating an image of a dataset again', () => {
  it('gives new ids, so that an answer to a former object is refused', async () => {
    const { review, hash, close } = await openImage(found('cat', [0, 0, 2, 2]), found('dog', [4, 0, 2, 2]));
    const shown = (await review.picture(hash))!;
    await review.annotate(hash, [found('dog', [4, 0, 2, 2]), found('bird', [0, 2, 2, 2])], provenance);
    await assert.rejects(review.change(hash, [answerTo(shown.objects[1]!, 'accepted')], 'ann'), {
      code: 'INVALID_INPUT',
      message: /^The image has no object 1\. It may have been annotated again/,
    });
    await review.annotate(hash, [found('cow', [4, 0, 2, 2])], provenance);
    const objects = (await review.picture(hash))!.objects.map(({ id, label }) => [id, label]);
    await close();

    assert.deepEqual(objects, [[4, 'cow']]);
  });

  it('replaces the objects that no person reviewed, and leaves out detections that are a reviewed one', async () => {
    const { review, hash, folder, close } = await openImage(found('cat', [0, 0, 4, 4]), found('cat', [6, 0, 4, 4]));
    await review.change(hash, [{ put: { id: 0, label: 'cat', bbox: [0, 0, 4, 4], answer: 'accepted' } }], 'ann');
    await review.annotate(hash, [found('cat', [0, 0, 4, 3.5]), found('dog', [0, 0, 4, 4])], provenance);
    const objects = (await review.picture(hash))!.objects.map((one) => [one.label, one.bbox, one.review?.answer]);
    const entry = await review.entry(hash);
    await assert.rejects(review.annotate('unknown', [], {}), { code: 'INVALID_INPUT' });
    await review.close();

    assert.deepEqual(objects, [
      ['cat', [0, 0, 4, 4], 'accepted'],
      ['dog', [0, 0, 4, 4], undefined],
    ]);
    assert.deepEqual(entry?.provenance, provenance);
    assert.equal(cocoOf(folder).annotations.length, 2);
    await close();
  });

  it('knows reviewed objects by their class, however it is written', async () => {
    const { review, hash, close } = await openImage(found('cat', [0, 0, 4, 4]), found('cat', [6, 0, 4, 4]));
    const { objects } = (await review.picture(hash))!;
    await review.change(hash, [answerTo(objects[0]!, 'accepted'), answerTo(objects[1]!, 'rejected')], 'ann');
    await review.annotate(hash, [found('Cat', [0, 0, 4, 4]), found('CAT.', [6, 0, 4, 4])], provenance);
    const answers = (await review.picture(hash))!.objects.map(({ label, review }) => [label, review?.answer]);
    await close();

    assert.deepEqual(answers, [
      ['cat', 'accepted'],
      ['cat', 'rejected'],
    ]);
  });

  it('gives reviewed objects the scores of the new detector, and remembers those that it missed', async () => {
    const boxes = [0, 1, 2, 3, 4].map((at): Bbox => [4 * at, 0, 3, 3]);
    const [right, wrong, missed, gone, named] = boxes.map((bbox) => ({ ...found('cat', bbox), score: 0.9 }));
    const drawn: Bbox = [0, 4, 3, 3];
    const { review, hash, close } = await openImage(right!, wrong!, missed!, gone!, named!);
    const answers = ['accepted', 'rejected', 'accepted', 'rejected', 'accepted'] as const;
    const { objects } = (await review.picture(hash))!;
    const changes = objects.map((object, at) => answerTo(object, answers[at]!, at === 4 ? { label: 'lynx' } : {}));
    await review.change(hash, [...changes, { put: { label: 'cat', bbox: drawn, answer: 'accepted' } }], 'ann');
    const weak = (label: string, bbox: Bbox, score: number) => ({ ...found(label, bbox), score });
    const detections = [
      ...[weak('cat', boxes[0]!, 0.4), weak('cat', boxes[1]!, 0.3), weak('lynx', boxes[4]!, 0.5)],
      weak('cat', drawn, 0.45),
    ];
    await review.annotate(hash, detections, provenance);
    const after = (await review.picture(hash))!.objects;
    const learned = await review.thresholds({ precision: 0.9, used: [] });
    await review.annotate(hash, [{ ...gone!, score: 0.2 }], provenance);
    const foundAgain = (await review.picture(hash))!.objects[3]!;
    await close();

    assert.deepEqual(
      after.map(({ label, score, detected, made, review }) => [label, score, detected, made, review?.answer]),
      [
        ['cat', 0.4, undefined, undefined, 'accepted'],
        ['cat', 0.3, undefined, undefined, 'rejected'],
        ['cat', 0.9, undefined, undefined, 'accepted'],
        ['cat', 0.9, undefined, undefined, 'rejected'],
        ['lynx', 0.5, undefined, undefined, 'accepted'],
        ['cat', 0.45, undefined, undefined, 'accepted'],
      ],
    );
    assert.deepEqual(
      learned.map(({ label, answers, right, missed }) => [label, answers, right, missed]),
      [
        ['cat', 3, 2, 1],
        ['lynx', 1, 1, 0],
      ],
    );
    assert.deepEqual([foundAgain.score, foundAgain.review?.answer], [0.2, 'rejected']);
  });
});
