import assert from 'node:assert/strict';
import { openReview } from '../../../../src';
import { cocoOf, found, openDatasetFolder, shade } from '../../../support/datasets';

const provenance = { detector: { model: 'demo', dtype: 'fp32', device: 'cpu', prompt: 'dog' } };

describe('annotating an image of a dataset again', () => {
  it('replaces the objects that no person reviewed, and leaves out detections that are a reviewed one', async () => {
    const folder = openDatasetFolder();
    const dataset = await folder.open();
    await dataset.add({ image: shade(1) }, [found('cat', [0, 0, 4, 4]), found('cat', [6, 0, 4, 4])]);
    await dataset.close();
    const review = openReview(folder.path);
    const { pictures } = await review.list({
      ...({ order: 'added', state: 'all', min: 0, max: 1, offset: 0, limit: 9 } as const),
    });
    const { hash } = pictures[0]!;
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
    folder.remove();
  });
});
