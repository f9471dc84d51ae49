import assert from 'node:assert/strict';
import type { ReviewPictureRow, ReviewPictures } from '../../../src/contract/review';
import { PictureList } from '../../../src/review-page/picture-list';

const row = (hash: string): ReviewPictureRow => ({
  ...{ hash, file: `${hash}.png`, split: 'train', width: 1, height: 1 },
  ...{ objects: 1, unreviewed: 1, isReviewed: false, lowest: 0.5, time: '2026-01-01T00:00:00Z' },
});

/** A server whose images are in a sequence that may change between requests. */
function listOf(hashes: () => readonly string[]) {
  const offsets: number[] = [];
  const list = new PictureList(async (offset, limit): Promise<ReviewPictures> => {
    offsets.push(offset);
    const counts = { pictures: 0, reviewedPictures: 0, objects: 0, reviewedObjects: 0 };
    return {
      ...{ total: hashes().length, counts, classes: [] },
      pictures: hashes()
        .slice(offset, offset + limit)
        .map(row),
    };
  });
  return { list, offsets };
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `image${index}`);
const listed = ({ rows }: PictureList): string[] => rows.map(({ hash }) => hash);

describe('PictureList', () => {
  it('loads all images in parts', async () => {
    const { list } = listOf(() => names(250));
    while (await list.more());

    assert.deepEqual(listed(list), names(250));
  });

  it('misses no image that moved to the front because others were reviewed', async () => {
    let hashes = names(250);
    const { list } = listOf(() => hashes);
    await list.more();
    hashes = [...hashes.slice(60), ...hashes.slice(0, 60)];
    while (await list.more());

    assert.deepEqual(listed(list).sort(), names(250).sort());
  });

  it('misses no image when reviewed ones leave the filter', async () => {
    let hashes = names(250);
    const { list } = listOf(() => hashes);
    await list.more();
    hashes = hashes.slice(100);
    while (await list.more());

    assert.deepEqual(listed(list), names(250));
  });

  it('an image keeps its place when its row changes', async () => {
    const { list } = listOf(() => names(3));
    await list.more();
    list.update({ ...row('image1'), unreviewed: 0 });

    assert.deepEqual([list.indexOf('image1'), list.rows[1]?.unreviewed], [1, 0]);
  });

  it('an empty dataset is complete', async () => {
    const { list } = listOf(() => []);

    assert.ok(await list.more());
    assert.equal(await list.more(), undefined);
  });
});
