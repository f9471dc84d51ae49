import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type DatasetFormat, type Detection, readDataset } from '../../src';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../support/datasets';
import { pixelsOf, randomMasks } from '../support/masks';
import { pythonWith, runPython } from '../support/python';
import { scene } from '../support/scenes';

/** By the name of the tools, for the names of tests. */
const pythons = {
  'other tools': pythonWith(
    'label_studio_sdk, datumaro, pycocotools, supervision, cvat_sdk, datasets',
    'PYTHON_DATASETS',
  ),
  Ultralytics: pythonWith('ultralytics', 'PYTHON_ULTRALYTICS'),
  FiftyOne: pythonWith('fiftyone, pycocotools', 'PYTHON_FIFTYONE'),
};

interface ExpectedPicture {
  readonly size: readonly [height: number, width: number];
  readonly objects: readonly { readonly label: string; readonly bbox: readonly number[]; readonly mask?: string }[];
}

/** Name of the test, reader of `read_dataset.py`, format. */
const masksOf: Readonly<Record<keyof typeof pythons, readonly (readonly [string, string, DatasetFormat])[]>> = {
  'other tools': [
    ['Label Studio with its SDK', 'label-studio', 'label-studio'],
    ['CVAT with its SDK', 'cvat', 'cvat'],
    ['Hugging Face imagefolder with datasets', 'image-folder', 'image-folder'],
    ['COCO with datumaro', 'coco', 'coco'],
    ['COCO with supervision', 'coco-supervision', 'coco'],
    ['COCO panoptic with datumaro', 'coco-panoptic', 'coco-panoptic'],
    ['mask PNGs with Pillow', 'mask-pngs', 'mask-pngs'],
  ],
  Ultralytics: [],
  FiftyOne: [['COCO', 'coco-fiftyone', 'coco']],
};

/** In addition, the least number of masks. */
const scenesOf: Readonly<Record<keyof typeof pythons, readonly (readonly [string, string, DatasetFormat, number])[]>> =
  {
    'other tools': [
      ['Label Studio', 'label-studio', 'label-studio', 10],
      ['CVAT', 'cvat', 'cvat', 10],
      ['CVAT with datumaro', 'cvat-datumaro', 'cvat', 10],
      ['COCO with supervision', 'coco-supervision', 'coco', 10],
      ['YOLO with supervision', 'yolo-supervision', 'yolo', 0],
      ['ODVG by its rules', 'odvg', 'odvg', 0],
    ],
    Ultralytics: [
      ['YOLO', 'yolo-ultralytics', 'yolo', 0],
      ['YOLO segmentation', 'yolo-seg-ultralytics', 'yolo-seg', 0],
    ],
    FiftyOne: [
      ['COCO', 'boxes-fiftyone', 'coco', 0],
      ['YOLO', 'yolo-fiftyone', 'yolo', 0],
    ],
  };

describe('datasets', function () {
  this.timeout(120_000);
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder?.remove());

  const read = (
    python: string,
    form: string,
    expected: Readonly<Record<string, ExpectedPicture>>,
  ): { masks: number; boxes: number } => {
    const file = join(folder.path, '.grounded-sam', 'expected.json');
    writeFileSync(file, JSON.stringify(expected));
    return runPython(python, 'read_dataset.py', [form, folder.path, file]);
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

  /** Of an image of 320 x 320 pixels. */
  const expectedObjects = (detections: readonly Detection[]): ExpectedPicture['objects'] =>
    detections.map(({ label, bbox, mask }) => ({
      ...{ label, bbox },
      ...(mask && { mask: Buffer.from(pixelsOf(mask, { width: 320, height: 320 })).toString('base64') }),
    }));

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
        objects: expectedObjects(detections),
      };
    }
    await dataset.close();
    return expected;
  }

  for (const [tools, python] of Object.entries(pythons)) {
    describe(`are read exactly by ${tools}`, () => {
      before(function () {
        if (python) return;
        console.log(`      skipped: no Python with ${tools}`);
        this.skip();
      });

      for (const [name, form, format] of masksOf[tools as keyof typeof pythons]) {
        it(`masks of ${name}`, async () => {
          const { masks } = read(python!, form, await writeNoise(format));

          assert.ok(masks > 100, `${masks} masks`);
        });
      }

      for (const [name, form, format, minMasks] of scenesOf[tools as keyof typeof pythons]) {
        it(`${minMasks > 0 ? 'masks and boxes of one image' : 'boxes'} in ${name}`, async () => {
          const { masks, boxes } = read(python!, form, await writeScenes(format));

          assert.ok(masks >= minMasks && boxes > 5, `${masks} masks, ${boxes} boxes`);
        });
      }
    });
  }

  for (const [format, form] of [
    ['cvat', 'cvat'],
    ['coco', 'coco_instances'],
  ] as const) {
    it(`are the same after datumaro read and wrote ${format}`, async function () {
      const python = pythons['other tools'] ?? this.skip();
      const expected = await writeScenes(format);
      const through = join(folder.path, '.grounded-sam', 'through');
      runPython(python, 'through_datumaro.py', [form, folder.path, through]);
      const read: Record<string, ExpectedPicture> = {};
      for await (const { file, detections } of (await readDataset(through)).pictures()) {
        read[basename(file, '.png')] = { size: [320, 320], objects: expectedObjects(detections) };
      }

      assert.deepEqual(read, expected);
    });
  }
});
