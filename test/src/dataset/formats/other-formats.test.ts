import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { DatasetSettings, Detection } from '../../../../src';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../../../support/datasets';
import { drawnMask } from '../../../support/masks';

const big = drawnMask('......', '.####.', '.####.', '......');
const small = drawnMask('......', '...#..', '......', '......');
const ring = drawnMask('......', '.####.', '.#..#.', '.####.');
const cat = found('cat', [0, 0, 1, 1], small);
const dog = found('dog', [0, 0, 6, 4], big);

describe('a dataset', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder.remove());

  async function write(detections: Detection[], settings: Partial<DatasetSettings>): Promise<void> {
    const dataset = await folder.open(settings);
    await dataset.add({ image: shade(10, 6, 4), name: 'grey' }, detections).finally(dataset.close);
  }
  const lines = (file: string): unknown[] =>
    folder
      .text(file)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const log = (): { objects: object[] } => lines('pictures.jsonl')[0] as { objects: object[] };

  for (const format of ['yolo', 'odvg', 'voc'] as const) {
    it(`of ${format} keeps masks in its log`, async () => {
      await write([dog, found('cow', [1, 1, 2, 2])], { format });

      assert.deepEqual(log().objects[0], { label: 'dog', score: 0.75, bbox: [1, 1, 4, 2], area: 8, rle: '522000003' });
      assert.deepEqual(Object.keys(log().objects[1]!), ['label', 'score', 'bbox', 'area']);
    });
  }

  it('of CVAT has polygons, masks, boxes and scores', async () => {
    await write([dog, found('a"b', [0, 0, 6, 4], ring), found('cow', [0.5, 1, 2, 2])], { format: 'cvat' });
    const xml = folder.text('annotations.xml');

    assert.match(xml, /<image id="0" name="train\/grey.png" subset="train" width="6" height="4">/);
    assert.match(xml, /<polygon label="dog" source="auto" occluded="0" z_order="0" points="[\d.,;]+">/);
    assert.match(xml, /<mask label="a&quot;b" .* rle="0, 5, 2, 5" left="1" top="1" width="4" height="3">/);
    assert.match(xml, /<box label="cow" .* xtl="0.5" ytl="1" xbr="2.5" ybr="3"><attribute name="score">0.75</);
    assert.equal(xml.match(/<label><name>/g)!.length, 3);
  });

  it('of ODVG has corners, ids and names', async () => {
    await write([dog, found('cow', [0.5, 1, 2, 2])], { format: 'odvg', classes: ['cat', 'cow'] });

    assert.deepEqual(lines('annotations/train.jsonl'), [
      {
        ...{ filename: 'grey.png', height: 4, width: 6 },
        detection: {
          instances: [
            { bbox: [1, 1, 5, 3], label: 2, category: 'dog', score: 0.75 },
            { bbox: [0.5, 1, 2.5, 3], label: 1, category: 'cow', score: 0.75 },
          ],
        },
      },
    ]);
    assert.deepEqual(folder.json('annotations/label_map.json'), { 0: 'cat', 1: 'cow', 2: 'dog' });
  });

  it('of imagefolder has a row for each image, next to the images', async () => {
    await write([dog, found('cow', [0.5, 1, 2, 2])], { format: 'image-folder' });

    assert.deepEqual(folder.files(), ['classes.txt', 'pictures.jsonl', 'train/grey.png', 'train/metadata.jsonl']);
    assert.deepEqual(lines('train/metadata.jsonl'), [
      {
        ...{ file_name: 'grey.png', image_id: 1, width: 6, height: 4 },
        objects: {
          ...{ bbox: [dog, found('', [0.5, 1, 2, 2])].map(({ bbox }, index) => (index === 0 ? [1, 1, 4, 2] : bbox)) },
          ...{ categories: [0, 1], labels: ['dog', 'cow'], area: [8, 4], score: [0.75, 0.75], rle: ['522000003', ''] },
        },
      },
    ]);
  });

  /** The values of a PNG, a text for each row. */
  async function values(file: string): Promise<string[]> {
    const { data, info } = await sharp(folder.bytes(file))
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const levels = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
    return [0, 1, 2, 3].map((y) => [0, 1, 2, 3, 4, 5].map((x) => levels[(y * 6 + x) * info.channels]).join(''));
  }

  it('of mask PNGs has classes and objects, the smaller object on top', async () => {
    await write([cat, dog], { format: 'mask-pngs', classes: ['cow', 'dog'] });

    assert.deepEqual(await values('instances/train/grey.png'), ['000000', '022120', '022220', '000000']);
    assert.equal((await sharp(folder.bytes('instances/train/grey.png')).metadata()).depth, 'ushort');
    assert.equal((await sharp(folder.bytes('semantic/train/grey.png')).metadata()).depth, 'uchar');
    assert.equal(folder.text('classes.txt'), 'cow\ndog\ncat\n');
  });

  it('of mask PNGs refuses more classes than 8 bits can have', async () => {
    const classes = Array.from({ length: 256 }, (_, index) => `class ${index}`);

    await assert.rejects(write([found('class 255', [0, 0, 6, 4], big)], { format: 'mask-pngs', classes }), {
      code: 'BAD_DATASET',
      message: 'Mask PNGs can have at most 255 classes, got 256. Choose another format',
    });
  });

  it('of COCO panoptic has the pixels of objects that no smaller one covers', async () => {
    await write([cat, dog, found('cow', [1, 1, 2, 2])], { format: 'coco-panoptic' });
    const { annotations, categories } = folder.json<{
      annotations: { segments_info: object[]; file_name: string }[];
      categories: object[];
    }>('annotations/panoptic_train.json');

    assert.equal(annotations[0]!.file_name, 'grey.png');
    assert.deepEqual(annotations[0]!.segments_info, [
      { id: 1, category_id: 1, area: 1, bbox: [3, 1, 1, 1], iscrowd: 0, score: 0.75 },
      { id: 2, category_id: 2, area: 7, bbox: [1, 1, 4, 2], iscrowd: 0, score: 0.75 },
    ]);
    assert.deepEqual(categories[1], { id: 2, name: 'dog', supercategory: '', isthing: 1 });
    assert.ok(folder.files().includes('annotations/panoptic_train/grey.png'));
  });
});
