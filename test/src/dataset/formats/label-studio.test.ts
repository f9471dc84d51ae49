import assert from 'node:assert/strict';
import type { DatasetSettings, Detection } from '../../../../src';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../../../support/datasets';
import { drawnMask } from '../../../support/masks';

interface Region {
  readonly id: string;
  readonly type: string;
  readonly from_name: string;
  readonly score: number;
  readonly value: Readonly<Record<string, unknown>> & { readonly rle: readonly number[] };
}
interface Task {
  readonly id: number;
  readonly data: { readonly image: string; readonly split: string };
  readonly predictions: readonly { model_version: string; score: number; result: readonly Region[] }[];
}

const ring = drawnMask('......', '.####.', '.#..#.', '.####.');
const block = drawnMask('......', '.##...', '.##...', '......');

/** The alpha bytes of rle-pack: https://github.com/thi-ng/umbrella/tree/develop/packages/rle-pack */
function unpacked(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  let at = 0;
  const read = (count: number): number => {
    at += count;
    return Number.parseInt(bits.slice(at - count, at), 2);
  };
  const length = read(32);
  const wordBits = read(5) + 1;
  const sizes = [0, 1, 2, 3].map(() => read(4) + 1);
  const values: number[] = [];
  while (values.length < length) {
    const isRepeated = read(1) === 1;
    const count = read(sizes[read(2)]!) + 1;
    const first = read(wordBits);
    for (let index = 0; index < count; index++) values.push(isRepeated || index === 0 ? first : read(wordBits));
  }
  return values
    .filter((_value, index) => index % 4 === 3)
    .map((value) => (value === 255 ? '#' : '.'))
    .join('');
}

describe('a Label Studio dataset', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder.remove());

  async function write(detections: Detection[], settings: Partial<DatasetSettings> = {}): Promise<Task> {
    const dataset = await folder.open({ format: 'label-studio', ...settings });
    const provenance = {
      detector: { model: 'demo', dtype: 'fp32', device: 'cpu' },
      segmenter: { model: 'edgetam', dtype: 'fp16', device: 'cpu' },
    };
    await dataset.add({ image: shade(10, 6, 4), name: 'grey' }, detections, provenance).finally(dataset.close);
    return folder.json<Task[]>('tasks.json')[0]!;
  }

  it('has a task with a prediction for each image: models, and the lowest score', async () => {
    const { data, predictions } = await write([
      { ...found('cat', [0, 0, 6, 4]), score: 0.9 },
      { ...found('dog', [0, 0, 3, 2]), score: 0.4 },
    ]);
    const [prediction] = predictions;
    const name = folder.path.split(/[\\/]/).at(-1);

    assert.deepEqual(data, { image: `/data/local-files/?d=${name}/images/train/grey.png`, split: 'train' });
    assert.deepEqual([prediction!.model_version, prediction!.score], ['demo + edgetam', 0.4]);
    assert.deepEqual(
      prediction!.result.map(({ id, score }) => [id, score]),
      [
        ['1-1', 0.9],
        ['1-2', 0.4],
      ],
    );
  });

  it('has rectangles in percent for objects without a mask', async () => {
    const { predictions } = await write([found('cat', [3, 1, 1.5, 2])]);

    assert.deepEqual(predictions[0]!.result, [
      {
        ...{ id: '1-1', to_name: 'image', original_width: 6, original_height: 4, image_rotation: 0, score: 0.75 },
        ...{ type: 'rectanglelabels', from_name: 'rectangle' },
        value: { x: 50, y: 25, width: 25, height: 50, rotation: 0, rectanglelabels: ['cat'] },
      },
    ]);
  });

  it('has a polygon if that is all of the mask, and brush strokes otherwise', async () => {
    const { predictions } = await write([found('cat', [0, 0, 6, 4], block), found('dog', [0, 0, 6, 4], ring)]);
    const [polygon, brush] = predictions[0]!.result;

    assert.deepEqual(polygon!.type, 'polygonlabels');
    assert.deepEqual(
      new Set(JSON.stringify(polygon!.value.points).match(/\[[^[\]]+\]/g)),
      new Set(
        [
          [100 / 6, 25],
          [50, 25],
          [50, 75],
          [100 / 6, 75],
        ].map((point) => JSON.stringify(point)),
      ),
    );
    assert.deepEqual([brush!.type, brush!.from_name, brush!.value.brushlabels], ['brushlabels', 'brush', ['dog']]);
    assert.equal(unpacked(brush!.value.rle), '.......####..#..#..####.');
  });

  it('has brush strokes only with masks as RLE', async () => {
    const { predictions } = await write([found('cat', [0, 0, 6, 4], block)], { masks: 'rle' });

    assert.equal(unpacked(predictions[0]!.result[0]!.value.rle), '.......##....##.........');
  });

  it('has brush strokes of large images, whose runs are longer than a block', async () => {
    const dataset = await folder.open({ format: 'label-studio', masks: 'rle' });
    const [width, height] = [700, 500];
    const all = {
      type: 'uint8',
      dims: [height, width],
      offset: [0, 0],
      data: Buffer.alloc(width * height, 1),
    } as const;
    await dataset.add({ image: shade(10, width, height) }, [found('wall', [0, 0, 9, 9], all)]).finally(dataset.close);
    const [task] = folder.json<Task[]>('tasks.json');

    assert.equal(unpacked(task!.predictions[0]!.result[0]!.value.rle), '#'.repeat(width * height));
  });

  it('has a labelling interface with the classes', async () => {
    await write([found('a < b & "c"', [0, 0, 1, 1])], { classes: ['dog'] });
    const config = folder.text('label-config.xml');

    assert.match(config, /<Image name="image" value="\$image"/);
    for (const [tag, name] of [
      ['BrushLabels', 'brush'],
      ['PolygonLabels', 'polygon'],
      ['RectangleLabels', 'rectangle'],
    ] as const) {
      const labels = '\\s*<Label value="dog"/>\\s*<Label value="a &lt; b &amp; &quot;c&quot;"/>\\s*';
      assert.match(config, new RegExp(`<${tag} name="${name}" toName="image">${labels}</${tag}>`));
    }
  });
});
