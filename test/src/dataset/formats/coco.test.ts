import assert from 'node:assert/strict';
import type { DatasetSettings, Detection } from '../../../../src';
import { maskFromRle } from '../../../../src/geometry/mask';
import type { CocoRle } from '../../../../src/geometry/rle';
import { cocoOf, type DatasetFolder, found, openDatasetFolder, shade } from '../../../support/datasets';
import { drawnMask } from '../../../support/masks';

const twoParts = drawnMask(
  '............',
  '.##.....#...',
  '.###........',
  '............',
  '............',
  '............',
  '............',
  '............',
);
const withHole = drawnMask(
  '............',
  '............',
  '............',
  '.......#####',
  '.......#.###',
  '.......#####',
  '............',
  '............',
);

describe('a COCO dataset', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder.remove());

  async function annotationsOf(detections: Detection[], settings: Partial<DatasetSettings> = {}) {
    const dataset = await folder.open(settings);
    await dataset.add({ image: shade(10) }, detections);
    await dataset.close();
    return cocoOf(folder).annotations;
  }

  it('has ids from 1, and the file name of the image in the folder of its split', async () => {
    const dataset = await folder.open();
    await dataset.add({ image: shade(10), name: 'grey.bmp' }, [found('cat', [1, 1, 3, 2]), found('dog', [0, 0, 2, 2])]);
    await dataset.add({ image: shade(20, 9, 7), name: 'other' }, [found('dog', [1, 1, 3, 2])]);
    await dataset.close();

    const { images, categories, annotations } = cocoOf(folder);
    assert.deepEqual(images, [
      { id: 1, width: 12, height: 8, file_name: 'grey.png' },
      { id: 2, width: 9, height: 7, file_name: 'other.png' },
    ]);
    assert.deepEqual(categories, [
      { id: 1, name: 'cat', supercategory: '' },
      { id: 2, name: 'dog', supercategory: '' },
    ]);
    assert.deepEqual(
      annotations.map(({ id, image_id, category_id }) => [id, image_id, category_id]),
      [
        [1, 1, 1],
        [2, 1, 2],
        [3, 2, 2],
      ],
    );
    assert.deepEqual(
      folder.files().filter((file) => file.startsWith('images/')),
      ['images/train/grey.png', 'images/train/other.png'],
    );
  });

  it('has a polygon for each component of an object, its area in mask pixels and the box of the mask', async () => {
    const [annotation] = await annotationsOf([found('cat', [0.4, 0.6, 9.5, 3.3], twoParts)]);

    assert.deepEqual(annotation, {
      id: 1,
      image_id: 1,
      category_id: 1,
      segmentation: [
        [1, 1, 3, 1, 3, 2, 4, 2, 4, 3, 1, 3],
        [8, 1, 9, 1, 9, 2, 8, 2],
      ],
      area: 6,
      bbox: [1, 1, 8, 2],
      iscrowd: 0,
      score: 0.75,
    });
  });

  it('has RLE for a mask with holes, which polygons cannot have', async () => {
    const [annotation] = await annotationsOf([found('ring', [0, 0, 12, 8], withHole)]);

    assert.deepEqual(maskFromRle(annotation!.segmentation as unknown as CocoRle), withHole);
    assert.deepEqual([annotation!.area, annotation!.bbox, annotation!.iscrowd], [14, [7, 3, 5, 3], 0]);
  });

  it('has RLE for every mask with masks = rle, as crowds with crowdForRle', async () => {
    const detections = [found('cat', [0, 0, 9, 3], twoParts), found('box', [0, 0, 3, 3])];
    const [mask, box] = await annotationsOf(detections, { masks: 'rle', crowdForRle: true });

    assert.deepEqual(maskFromRle(mask!.segmentation as unknown as CocoRle), twoParts);
    assert.deepEqual([mask!.iscrowd, box!.iscrowd], [1, 0]);
  });

  it('has the part of the box inside the image without a mask, and no object outside the image', async () => {
    const annotations = await annotationsOf([
      found('cat', [-2, 6.5, 5.25, 4]),
      found('dog', [20, 20, 4, 4]),
      found('empty mask', [1, 1, 2, 2], { type: 'uint8', dims: [0, 0], offset: [0, 0], data: Buffer.alloc(0) }),
    ]);

    assert.deepEqual(
      annotations.map(({ bbox, area, segmentation }) => ({ bbox, area, segmentation })),
      [
        { bbox: [0, 6.5, 3.25, 1.5], area: 4.875, segmentation: [] },
        { bbox: [1, 1, 2, 2], area: 4, segmentation: [] },
      ],
    );
  });

  it('accepts masks with a margin, and with 255 for 1', async () => {
    const data = Buffer.from([0, 0, 0, 0, 255, 255, 0, 0, 0]);
    const [annotation] = await annotationsOf([
      found('cat', [0, 0, 9, 3], { type: 'uint8', dims: [3, 3], offset: [9, 5], data }),
    ]);

    assert.deepEqual([annotation!.bbox, annotation!.area], [[10, 6, 2, 1], 2]);
  });

  it('has a file for every split with a share, with or without images', async () => {
    const dataset = await folder.open({ split: { train: 1e9, val: 1, test: 0 } });
    await dataset.add({ image: shade(10) }, []);
    await dataset.close();

    assert.deepEqual(
      folder.files().filter((file) => file.startsWith('annotations/')),
      ['annotations/instances_train.json', 'annotations/instances_val.json'],
    );
    assert.deepEqual(cocoOf(folder, 'val').images, []);
  });
});
