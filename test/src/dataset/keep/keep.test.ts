import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AddResult, type KeepSettings, keepDefaults, type RawImage } from '../../../../src';
import { type DatasetFolder, found, openDatasetFolder } from '../../../support/datasets';
import { random } from '../../../support/random';
import { scene } from '../../../support/scenes';

const keep = (settings: Partial<KeepSettings>) => ({ keep: { ...keepDefaults, ...settings } });
const cat = found('cat', [1, 1, 3, 2]);
const dog = found('dog', [2, 2, 3, 2]);
const reasons = (results: readonly AddResult[]) => results.map(({ reason }) => reason ?? 'kept');

/** An image of random cells, which other seeds do not resemble. With noise, it looks the same. */
function picture(seed: number, noise = 0): RawImage {
  const [columns, rows, size] = [9, 8, 8];
  const next = random(seed);
  const cells = Array.from({ length: columns * rows }, () => Math.floor(next() * 200));
  const data = Buffer.alloc(columns * rows * size * size * 3);
  for (let y = 0; y < rows * size; y++)
    for (let x = 0; x < columns * size; x++) {
      const grey = cells[Math.floor(y / size) * columns + Math.floor(x / size)]! + noise * ((x * y) % 2);
      data.fill(grey, (y * columns * size + x) * 3, (y * columns * size + x + 1) * 3);
    }
  return { data, width: columns * size, height: rows * size, channels: 3 };
}

describe('a dataset that chooses its images', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder.remove());

  async function addAll(
    settings: Partial<KeepSettings>,
    images: readonly { image: RawImage | Buffer; detections?: (typeof cat)[] }[],
  ): Promise<AddResult[]> {
    const dataset = await folder.open(keep(settings));
    const results: AddResult[] = [];
    for (const { image, detections = [cat] } of images) results.push(await dataset.add({ image }, detections));
    await dataset.close();
    return results;
  }

  const looksFile = () => join(folder.path, '.grounded-sam/looks.txt');

  it('skips an image that looks like one of it, also after a restart, and one whose hash was lost', async () => {
    const first = [1, 2].map((seed) => ({ image: picture(seed) }));
    const alike = [1, 2, 3].map((seed) => ({ image: picture(seed, 2) }));

    assert.deepEqual(reasons(await addAll({ rule: 'new' }, first)), ['kept', 'kept']);
    assert.deepEqual(reasons(await addAll({ rule: 'new' }, alike)), ['alike', 'alike', 'kept']);
    assert.match(readFileSync(looksFile(), 'utf8'), /^(?:[0-9a-f]{64} [0-9a-f]{16}\n){2,}$/);
    writeFileSync(looksFile(), 'half a li');
    assert.deepEqual(reasons(await addAll({ rule: 'new' }, [{ image: picture(1, 3) }, { image: picture(3, 3) }])), [
      'alike',
      'alike',
    ]);
  });

  it('compares with the images that were added before it chose', async () => {
    await addAll({}, [{ image: picture(1) }]);
    const results = await addAll({ rule: 'new' }, [{ image: picture(1, 2) }, { image: scene(3).image }]);

    assert.deepEqual(reasons(results), ['alike', 'kept']);
  });

  it('no longer compares with an image that the user removed', async () => {
    const [first] = await addAll({ rule: 'new' }, [{ image: picture(1) }, { image: picture(2) }]);
    rmSync(join(folder.path, first!.file!));

    assert.deepEqual(reasons(await addAll({ rule: 'new' }, [{ image: picture(1, 2) }])), ['kept']);
  });

  it('annotates an image that it has again, whatever it chooses', async () => {
    await addAll({}, [{ image: picture(1) }]);
    const again = [{ image: picture(1), detections: [dog, dog] }];
    const results = [
      ...(await addAll({ rule: 'new' }, again)),
      ...(await addAll({ rule: 'uncertain', margin: 0 }, again)),
      ...(await addAll({ rule: 'one-in', every: 1e9, perClass: 1, perHour: 1 }, again)),
    ];

    assert.deepEqual(
      results.map(({ isNew, pictures, reason }) => [isNew, pictures, reason]),
      Array.from({ length: 3 }, () => [false, 1, undefined]),
    );
  });

  it('counts classes and hours over restarts', async () => {
    const images = [1, 2, 3].map((seed) => ({ image: picture(seed) }));
    const withDog = { image: picture(4), detections: [{ ...cat, label: 'Cat.' }, dog] };

    assert.deepEqual(reasons(await addAll({ perClass: 2 }, images)), ['kept', 'kept', 'class-full']);
    assert.deepEqual(reasons(await addAll({ perClass: 2 }, [images[2]!, withDog])), ['class-full', 'kept']);
    assert.deepEqual(reasons(await addAll({ perHour: 3 }, [{ image: picture(5) }])), ['hour-full']);
    assert.deepEqual(reasons(await addAll({ perHour: 4 }, [{ image: picture(5) }])), ['kept']);
  });

  it('says why it skipped an image, and does not count it', async () => {
    const [kept, skipped] = await addAll({ rule: 'uncertain' }, [
      { image: picture(1), detections: [{ ...cat, score: 0.55 }] },
      { image: picture(2), detections: [{ ...cat, score: 0.75 }] },
    ]);

    assert.deepEqual([kept!.reason, kept!.pictures], [undefined, 1]);
    assert.deepEqual(skipped, {
      ...{ folder: folder.path, file: null, split: null, isNew: false, objects: 0, pictures: 1, reason: 'certain' },
    });
  });

  it('has no class from an image that it skipped', async () => {
    await addAll({ rule: 'uncertain' }, [{ image: picture(1), detections: [found('unicorn', [1, 1, 3, 2])] }]);

    assert.ok(!folder.text('.grounded-sam/dataset.json').includes('unicorn'));
  });

  it('refuses a broken image that it would skip', async () => {
    const dataset = await folder.open(keep({ rule: 'one-in', every: 1e9 }));
    await assert.rejects(dataset.add({ image: scene(4).image.subarray(0, 900) }, []), { code: 'BAD_IMAGE' });
    await dataset.close();
  });
});
