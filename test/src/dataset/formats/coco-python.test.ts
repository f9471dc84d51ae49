import assert from 'node:assert/strict';
import type { DatasetSettings } from '../../../../src';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../../../support/datasets';
import { pixelsOf, randomMasks } from '../../../support/masks';
import { checkWithPycocotools, type ExpectedObject, pythonWithCoco } from '../../../support/pycocotools';
import { scene, sceneCount } from '../../../support/scenes';

describe('pycocotools', () => {
  let folder: DatasetFolder;
  before(function () {
    if (!pythonWithCoco) this.skip();
  });
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder?.remove());

  /** Noise of many kinds: components that touch at corners, holes in holes, one pixel, the full image. */
  async function writeNoise(settings: Partial<DatasetSettings>): Promise<Record<string, ExpectedObject[]>> {
    const expected: Record<string, ExpectedObject[]> = {};
    const dataset = await folder.open(settings);
    const masks = randomMasks(200).filter(({ mask }) => mask.data.length > 0);
    for (const [index, { mask, size }] of masks.entries()) {
      const image = { ...shade(0, size.width, size.height), data: Buffer.alloc(size.width * size.height * 3, index) };
      const { file } = await dataset.add({ image, name: `noise ${index}` }, [found('noise', [0, 0, 9, 9], mask)]);
      expected[file!.replace('images/train/', '')] = [{ label: 'noise', pixels: pixelsOf(mask, size) }];
    }
    await dataset.close();
    return expected;
  }

  for (const masks of ['polygons', 'rle'] as const) {
    it(`reads the masks, areas and boxes that were written, as ${masks}`, async () => {
      const expected = await writeNoise({ masks });
      const counts = checkWithPycocotools(folder.path, 'train', expected);

      assert.equal(counts.polygons + counts.rle, Object.keys(expected).length);
      assert.ok(counts.rle > 20, 'some have holes');
      assert.equal(counts.polygons > 20, masks === 'polygons');
    });
  }

  it('reads images of drawn objects', async () => {
    const size = { width: 320, height: 320 };
    const expected: Record<string, ExpectedObject[]> = {};
    const dataset = await folder.open();
    for (let index = 0; index < sceneCount; index++) {
      const { image, objects } = scene(index);
      const detections = objects.map((object) => ({ ...object, score: 0.5 }));
      await dataset.add({ image, name: `${index}.png` }, detections);
      expected[`${index}.png`] = objects.map(({ label, mask }) => ({ label, pixels: pixelsOf(mask, size) }));
    }
    await dataset.close();

    const { images, polygons, rle } = checkWithPycocotools(folder.path, 'train', expected);
    assert.equal(images, sceneCount);
    assert.ok(polygons > rle && rle > 0, 'rings have holes');
  });
});
