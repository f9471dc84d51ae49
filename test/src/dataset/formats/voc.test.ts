import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { Detection } from '../../../../src';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../../../support/datasets';
import { drawnMask } from '../../../support/masks';

const big = drawnMask('......', '.####.', '.####.', '......');
const small = drawnMask('......', '...#..', '......', '......');

describe('a Pascal VOC dataset', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder.remove());

  async function write(detections: Detection[], classes: string[] = []): Promise<void> {
    const dataset = await folder.open({ format: 'voc', classes });
    await dataset.add({ image: shade(10, 6, 4), name: 'grey' }, detections).finally(dataset.close);
  }

  /** The values of an index map, a text for each row. */
  async function valuesIn(file: string): Promise<string[]> {
    const png = folder.bytes(file);
    assert.equal(png.toString('latin1', 12, 16), 'IHDR');
    assert.deepEqual([...png.subarray(24, 26)], [8, 3], 'eight bits, with a palette');
    const palette = png.indexOf('PLTE') + 4;
    const { data } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const values = Array.from({ length: 24 }, (_, at) => {
      const colour = data.subarray(at * 3, at * 3 + 3);
      return Array.from({ length: 256 }).findIndex((_v, value) =>
        png.subarray(palette + value * 3, palette + value * 3 + 3).equals(colour),
      );
    });
    return [0, 6, 12, 18].map((start) => values.slice(start, start + 6).join(''));
  }

  it('counts pixels from 1, and includes the last one in the box', async () => {
    await write([found('cat', [0, 0, 1, 1]), found('dog', [0, 0, 6, 4], big), found('cow', [0.5, 1.5, 5.5, 2.5])]);

    const boxes = [...folder.text('Annotations/grey.xml').matchAll(/<(xmin|ymin|xmax|ymax)>(\d+)</g)];
    assert.deepEqual(boxes.map(([, , value]) => value).join(' '), ['1 1 1 1', '2 2 5 3', '1 2 6 4'].join(' '));
  });

  it('has the image as JPEG, and its name, size and objects in XML', async () => {
    await write([found('a < b & "c"', [0, 0, 1, 1])]);

    const xml = folder.text('Annotations/grey.xml').replace(/\s+/g, '');
    assert.match(xml, /<filename>grey\.jpg<\/filename>/);
    assert.match(xml, /<size><width>6<\/width><height>4<\/height><depth>3<\/depth><\/size><segmented>0<\/segmented>/);
    assert.match(xml, /<name>a&lt;b&amp;&quot;c&quot;<\/name>/);
    assert.equal(folder.bytes('JPEGImages/grey.jpg').toString('hex', 0, 3), 'ffd8ff');
  });

  it('has masks as index maps of classes and of objects, the smaller object on top', async () => {
    await write([found('cat', [0, 0, 1, 1], small), found('dog', [0, 0, 6, 4], big)], ['cow', 'dog']);

    assert.deepEqual(await valuesIn('SegmentationClass/grey.png'), ['000000', '022320', '022220', '000000']);
    assert.deepEqual(await valuesIn('SegmentationObject/grey.png'), ['000000', '022120', '022220', '000000']);
    assert.equal(folder.text('labelmap.txt'), 'background:0,0,0::\ncow:128,0,0::\ndog:0,128,0::\ncat:128,128,0::\n');
  });

  it('has names in labelmap.txt and XML that readers of labelmap.txt can read, without repetitions', async () => {
    const labels = ['light: red', '#1', 'light_ red', 'C#', 'background', 'a:b', 'a\nb'];
    await write(labels.map((label) => found(label, [0, 0, 2, 2])));

    const expected = ['light_ red', '_1', 'light_ red_2', 'C#', 'background_2', 'a_b', 'a b'];
    const lines = folder.text('labelmap.txt').trimEnd().split('\n');
    const names = [...folder.text('Annotations/grey.xml').matchAll(/<name>(.*)<\/name>/g)].map(([, name]) => name);
    assert.deepEqual(
      lines.map((line) => line.split(':').length),
      lines.map(() => 4),
    );
    assert.deepEqual(
      lines.map((line) => line.split(':')[0]),
      ['background', ...expected],
    );
    assert.deepEqual(names, expected);
  });

  it('keeps the names of classes when others are added', async () => {
    await write([found('a:b', [0, 0, 2, 2])]);
    await write([found('a_b', [0, 0, 2, 2])]);

    assert.match(folder.text('labelmap.txt'), /\na_b:.*\na_b_2:/);
  });

  it('lists all images, and those with masks', async () => {
    const dataset = await folder.open({ format: 'voc' });
    await dataset.add({ image: shade(10, 6, 4), name: 'with' }, [found('dog', [0, 0, 6, 4], big)]);
    await dataset.add({ image: shade(20, 6, 4), name: 'without' }, [found('dog', [0, 0, 6, 4])]);
    await dataset.close();

    assert.equal(folder.text('ImageSets/Main/train.txt'), 'with\nwithout\n');
    assert.equal(folder.text('ImageSets/Main/trainval.txt'), 'with\nwithout\n');
    assert.equal(folder.text('ImageSets/Main/val.txt'), '');
    assert.equal(folder.text('ImageSets/Segmentation/train.txt'), 'with\n');
  });

  it('removes the index maps of an image whose newer annotations have no masks', async () => {
    await write([found('dog', [0, 0, 6, 4], big)]);
    await write([found('dog', [0, 0, 6, 4])]);

    assert.deepEqual(
      folder.files().filter((file) => file.startsWith('Segmentation')),
      [],
    );
    assert.equal(folder.text('ImageSets/Segmentation/train.txt'), '');
  });

  it('refuses masks of more classes than an index map can have', async () => {
    const classes = Array.from({ length: 255 }, (_, index) => `class ${index}`);

    await assert.rejects(write([found('class 254', [0, 0, 6, 4], big)], classes), {
      code: 'BAD_DATASET',
      message: 'Pascal VOC masks can have at most 254 classes, got 255. Choose another format',
    });
  });
});
