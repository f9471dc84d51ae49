import assert from 'node:assert/strict';
import type { Detection } from '../../../../src';
import { decodeImage } from '../../../../src/image/decode';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../../../support/datasets';
import { drawnMask } from '../../../support/masks';

interface LabelMeFile {
  readonly imagePath: string;
  readonly imageData: null;
  readonly imageHeight: number;
  readonly imageWidth: number;
  readonly shapes: readonly {
    label: string;
    points: number[][];
    group_id: number | null;
    shape_type: string;
    mask: string | null;
  }[];
}

describe('a LabelMe dataset', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder.remove());

  async function fileOf(detections: Detection[]): Promise<LabelMeFile> {
    const dataset = await folder.open({ format: 'labelme' });
    await dataset.add({ image: shade(10), name: 'grey' }, detections);
    await dataset.close();
    return folder.json<LabelMeFile>('train/grey.json');
  }

  it('has a file next to each image', async () => {
    const { shapes, ...rest } = await fileOf([]);

    assert.deepEqual(shapes, []);
    assert.deepEqual(rest, {
      version: '5.5.0',
      flags: {},
      imagePath: 'grey.png',
      imageData: null,
      imageHeight: 8,
      imageWidth: 12,
    });
    assert.deepEqual(folder.files(), ['labels.txt', 'pictures.jsonl', 'train/grey.json', 'train/grey.png']);
  });

  it('has polygons for masks, a group for the components of one object, and rectangles for boxes', async () => {
    const twoParts = drawnMask('#.#.', '#...');
    const { shapes } = await fileOf([
      found('cat', [0, 0, 2, 2], drawnMask('.#', '##')),
      found('dog', [0, 0, 4, 2], twoParts),
      found('box', [1.5, 2, 3, 4]),
    ]);

    assert.deepEqual(
      shapes.map(
        ({ label, shape_type, group_id, points }) => `${label} ${shape_type} ${group_id}: ${points.join(' ')}`,
      ),
      [
        'cat polygon null: 1,0 2,0 2,2 0,2 0,1 1,1',
        'dog polygon 2: 0,0 1,0 1,2 0,2',
        'dog polygon 2: 2,0 3,0 3,1 2,1',
        'box rectangle null: 1.5,2 4.5,6',
      ],
    );
    assert.equal(folder.text('labels.txt'), '__ignore__\n_background_\ncat\ndog\nbox\n');
  });

  it('has one line for each class, also if a label has line ends', async () => {
    const { shapes } = await fileOf([found(' cat\r\nblack\u2028', [0, 0, 2, 2]), found('cat black', [0, 0, 2, 2])]);

    assert.equal(folder.text('labels.txt'), '__ignore__\n_background_\ncat black\n');
    assert.deepEqual(
      shapes.map(({ label }) => label),
      ['cat black', 'cat black'],
    );
  });

  it('has the class object for a label without a visible character, and refuses one that is too long', async () => {
    const { shapes } = await fileOf([found(' \n', [0, 0, 2, 2])]);
    const dataset = await folder.open({ format: 'labelme' });

    assert.equal(shapes[0]!.label, 'object');
    const refused = dataset.add({ image: shade(20) }, [found('x'.repeat(501), [0, 0, 2, 2])]).finally(dataset.close);
    await assert.rejects(refused, {
      code: 'BAD_BOXES',
      message: `detections[0].label must be at most 500 characters long to name a class, got "${'x'.repeat(40)}…"`,
    });
  });

  it('has the cropped mask as PNG if it has holes, with its first and last pixel as points', async () => {
    const mask = drawnMask('......', '..####', '..#..#', '..####');
    const { shapes } = await fileOf([found('ring', [0, 0, 6, 4], mask)]);

    const [{ mask: png, ...shape }] = shapes as [LabelMeFile['shapes'][0]];
    assert.deepEqual(
      [shape.shape_type, shape.points],
      [
        'mask',
        [
          [2, 1],
          [5, 3],
        ],
      ],
    );
    const { data, width, height } = await decodeImage(Buffer.from(png!, 'base64'));
    assert.deepEqual([width, height], [4, 3]);
    assert.deepEqual(Buffer.from(data.filter((_value, at) => at % 3 === 0)), mask.data);
  });
});
