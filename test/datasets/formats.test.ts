import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetFormat } from '../../src';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../support/datasets';
import { pixelsOf, randomMasks } from '../support/masks';
import { pythonWith, runPython } from '../support/python';
import { scene } from '../support/scenes';

const python = pythonWith('label_studio_sdk, datumaro, pycocotools', 'PYTHON_DATASETS');

interface ExpectedPicture {
  readonly size: readonly [height: number, width: number];
  readonly objects: readonly { readonly label: string; readonly bbox: readonly number[]; readonly mask?: string }[];
}

describe('the tools of others', function () {
  this.timeout(120_000);
  let folder: DatasetFolder;
  before(function () {
    if (python) return;
    console.log('      skipped: no Python with label_studio_sdk, datumaro and pycocotools');
    this.skip();
  });
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder?.remove());

  const read = (
    form: string,
    expected: Readonly<Record<string, ExpectedPicture>>,
  ): { masks: number; boxes: number } => {
    const file = join(folder.path, '.grounded-sam', 'expected.json');
    writeFileSync(file, JSON.stringify(expected));
    return runPython(python!, 'read_dataset.py', [form, folder.path, file]);
  };

  /** Noise of many kinds, one object in each image, and images with a box only. */
  async function writeNoise(format: DatasetFormat): Promise<Record<string, ExpectedPicture>> {
    const expected: Record<string, ExpectedPicture> = {};
    const dataset = await folder.open({ format, masks: 'rle' });
    const masks = randomMasks(120).filter(({ mask }) => mask.data.length > 0);
    for (const [index, { mask, size }] of masks.entries()) {
      const image = { ...shade(0, size.width, size.height), data: Buffer.alloc(size.width * size.height * 3, index) };
      const label = `noise <${index % 3}> & "quotes"`;
      await dataset.add({ image, name: `noise_${index}` }, [found(label, [0, 0, 9, 9], mask)]);
      const pixels = Buffer.from(pixelsOf(mask, size)).toString('base64');
      expected[`noise_${index}`] = { size: [size.height, size.width], objects: [{ label, bbox: [], mask: pixels }] };
    }
    await dataset.close();
    return expected;
  }

  /** Drawn objects, every third without a mask. */
  async function writeScenes(format: DatasetFormat): Promise<Record<string, ExpectedPicture>> {
    const expected: Record<string, ExpectedPicture> = {};
    const dataset = await folder.open({ format, masks: 'rle' });
    for (let index = 0; index < 8; index++) {
      const { image, objects } = scene(index);
      const detections = objects.map(({ mask, ...object }, at) => ({
        ...{ ...object, score: 0.5 },
        ...(at % 3 > 0 && { mask }),
      }));
      await dataset.add({ image, name: `scene_${index}` }, detections);
      expected[`scene_${index}`] = {
        size: [320, 320],
        objects: detections.map(({ label, bbox, mask }) => ({
          ...{ label, bbox },
          ...(mask && { mask: Buffer.from(pixelsOf(mask, { width: 320, height: 320 })).toString('base64') }),
        })),
      };
    }
    await dataset.close();
    return expected;
  }

  for (const format of ['label-studio', 'cvat', 'image-folder', 'coco', 'coco-panoptic', 'mask-pngs'] as const) {
    it(`read exactly the masks of ${format}`, async () => {
      const { masks } = read(format, await writeNoise(format));

      assert.ok(masks > 100, `${masks} masks`);
    });
  }

  for (const format of ['label-studio', 'cvat'] as const) {
    it(`read masks and boxes of one image in ${format}`, async () => {
      const { masks, boxes } = read(format, await writeScenes(format));

      assert.ok(masks > 10 && boxes > 5, `${masks} masks, ${boxes} boxes`);
    });
  }

  it('read masks and boxes of CVAT with datumaro', async () => {
    const { masks, boxes } = read('cvat-datumaro', await writeScenes('cvat'));

    assert.ok(masks > 10 && boxes > 5, `${masks} masks, ${boxes} boxes`);
  });
});
