import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Bbox, CocoRle } from '../../../src';
import { maskFromRle } from '../../../src/geometry/mask';
import { type CliOutcome, runCli, startCli } from '../../support/cli';
import { pixelsOf } from '../../support/masks';
import { checkWithPycocotools, pythonWithCoco } from '../../support/pycocotools';
import { scenePath } from '../../support/scenes';
import { until } from '../../support/until';

const PROMPT = ['--prompt', 'star. circle. heart => love. !ring'];

/** A line of `run --json`. */
interface RunDocument {
  readonly image: { readonly file: string; readonly width: number; readonly height: number };
  readonly detections: readonly { readonly label: string; readonly segmentation: CocoRle; readonly area: number }[];
}

const documentsIn = (stdout: string): RunDocument[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

interface Coco {
  readonly info: object;
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly {
    readonly image_id: number;
    readonly category_id: number;
    readonly segmentation: CocoRle;
    readonly area: number;
    readonly bbox: Bbox;
    readonly iscrowd: number;
  }[];
}

describe('grounded-sam export', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'grounded-sam-export-'));
    mkdirSync(join(folder, 'in'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const copyScenes = (count: number): void => {
    for (let index = 0; index < count; index++) copyFileSync(scenePath(index), join(folder, `in/${index}.png`));
  };

  const exportTo = (out: string, ...args: readonly string[]): Promise<CliOutcome> =>
    runCli(folder, ['export', 'in', ...PROMPT, '--out', out, ...args]);

  const coco = (out: string, split: string): Coco =>
    JSON.parse(readFileSync(join(folder, out, `annotations/instances_${split}.json`), 'utf8'));

  const linesIn = (out: string): number => {
    const file = join(folder, out, 'pictures.jsonl');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
  };

  /** Without the time of creation. */
  const contentOf = (out: string) => ['train', 'val'].map((split) => ({ ...coco(out, split), info: {} }));

  it('makes a COCO dataset with the masks of run', async () => {
    copyScenes(6);

    const { status, stdout } = await exportTo('dataset', '--masks', 'rle', '--split', '1,0,0');
    const { stdout: documents } = await runCli(folder, ['run', 'in', ...PROMPT, '--json']);

    assert.equal(status, 0);
    assert.equal(stdout, 'dataset: 6 added\n');
    const { images, annotations, categories } = coco('dataset', 'train');
    assert.deepEqual(
      categories.map(({ id, name }) => [id, name]),
      [
        [1, 'star'],
        [2, 'circle'],
        [3, 'love'],
      ],
    );
    const given = documentsIn(documents).flatMap(({ image, detections }) =>
      detections.map(({ label, segmentation, area }) => [basename(image.file), label, segmentation, area]),
    );
    assert.ok(given.length > 6);
    assert.deepEqual(
      annotations.map(({ image_id, category_id, segmentation, area }) => [
        images.find(({ id }) => id === image_id)!.file_name,
        categories.find(({ id }) => id === category_id)!.name,
        segmentation,
        area,
      ]),
      given,
    );
  });

  it('pycocotools reads the masks of run', async function () {
    if (!pythonWithCoco) this.skip();
    copyScenes(6);

    await exportTo('dataset', '--split', '1');
    const { stdout } = await runCli(folder, ['run', 'in', ...PROMPT, '--json']);

    const expected = documentsIn(stdout).map(({ image, detections }) => {
      const objects = detections.map(({ label, segmentation }) => {
        return { label, pixels: pixelsOf(maskFromRle(segmentation), image) };
      });
      return [basename(image.file), objects] as const;
    });
    const read = checkWithPycocotools(join(folder, 'dataset'), 'train', Object.fromEntries(expected));
    assert.equal(read.images, 6);
    assert.ok(read.polygons > 6);
  });

  it('makes the same dataset with every --concurrency, and skips images that it has', async () => {
    copyScenes(8);

    await exportTo('one', '--concurrency', '1');
    await exportTo('many', '--concurrency', '6');
    const [one, many] = [contentOf('one'), contentOf('many')];
    copyFileSync(scenePath(9), join(folder, 'in/9.png'));
    const again = await exportTo('one');

    assert.deepEqual(many, one);
    assert.equal(again.stdout, 'one: 8 unchanged, 1 added\n');
  }).timeout(120_000);

  it('completes the dataset when the command runs again after kill -9', async () => {
    copyScenes(12);
    const whole = exportTo('whole');
    for (const lines of [0, 4, 9]) {
      const run = startCli(folder, ['export', 'in', ...PROMPT, '--out', 'killed']);
      await until(() => linesIn('killed') >= lines && existsSync(join(folder, 'killed')));
      run.child.kill('SIGKILL');
      assert.equal((await run.outcome).status, null);
    }

    const { status, stdout } = await exportTo('killed');

    assert.equal(status, 0);
    const [, there, added] = /^killed: (\d+) unchanged, (\d+) added\n$/.exec(stdout)!;
    assert.ok(Number(there) >= 9);
    assert.equal(Number(there) + Number(added), 12);
    await whole;
    assert.deepEqual(contentOf('killed'), contentOf('whole'));
  }).timeout(180_000);

  it('Ctrl-C leaves a dataset with the images that were done', async () => {
    copyScenes(24);
    const run = startCli(folder, ['export', 'in', ...PROMPT, '--out', 'dataset']);
    await until(() => linesIn('dataset') > 2);
    run.child.kill('SIGINT');

    const { status, stderr, stdout } = await run.outcome;

    assert.equal(status, 130);
    const [, done] = /^Interrupted after (\d+) of 24 images$/m.exec(stderr)!;
    assert.equal(stdout, `dataset: ${done} added\n`);
    const pictures = contentOf('dataset').flatMap(({ images }) => images);
    assert.equal(pictures.length, Number(done));
    assert.ok(pictures.length < 24);
  });

  it('annotates again images that were annotated with other options', async () => {
    copyScenes(3);
    await exportTo('dataset');

    const other = await exportTo('dataset', '--grow', '2');
    const written = await exportTo('dataset', '--grow', '2', '--masks', 'rle');
    const same = await exportTo('dataset', '--grow=2', '--masks', 'rle', '--concurrency', '1');

    assert.equal(other.stdout, 'dataset: 3 annotated again\n');
    assert.equal(written.stdout, 'dataset: 3 annotated again\n');
    assert.equal(same.stdout, 'dataset: 3 unchanged\n');
  });

  it('--boxes-only opens no segmenter', async () => {
    copyScenes(2);
    writeFileSync(join(folder, 'in/broken.jpg'), 'no picture');
    const args = [
      '--format',
      'yolo',
      '--boxes-only',
      '--segmenter',
      './none',
      '--classes',
      'heart, star,',
      '--split',
      '1',
    ];

    const { status, stdout, stderr } = await exportTo('dataset', ...args);

    assert.equal(status, 1);
    assert.equal(stdout, 'dataset: 2 added\n');
    assert.match(stderr, /^1 of 3 images failed:\n {2}1 x The image cannot be read: .*: in\/broken\.jpg$/m);
    assert.match(readFileSync(join(folder, 'dataset/labels/train/0.txt'), 'utf8'), /^(\d( 0\.\d+){4}\n)+$/);
    assert.match(
      readFileSync(join(folder, 'dataset/data.yaml'), 'utf8'),
      /names:\n {2}0: "heart"\n {2}1: "star"\n {2}2: "circle"/,
    );
  });

  it('--keep and --per-class choose images, the same ones if it runs again', async () => {
    copyScenes(6);

    const args = ['--keep', 'one-in', '--keep-every', '2'];
    const [first, second] = [await exportTo('half', ...args), await exportTo('half', ...args)];
    const few = await exportTo('few', '--per-class', '1', '--prompt', 'star');

    const [, added, skipped] =
      /^half: (\d) added, (\d) skipped at random\n$|^half: (\d) skipped at random, (\d) added\n$/
        .exec(first.stdout)!
        .filter((one) => one !== undefined)
        .map((one) => Number(one));
    assert.equal(added! + skipped!, 6, first.stdout);
    assert.equal(
      linesIn('half'),
      /unchanged/.test(second.stdout) ? Number(/(\d) unchanged/.exec(second.stdout)![1]) : 0,
    );
    assert.match(few.stdout, /skipped: enough images of each class/);
    assert.ok(linesIn('few') <= 2, few.stdout);
  });

  it('--skip-empty leaves out images without detections', async () => {
    copyScenes(2);

    const { stdout } = await exportTo('dataset', '--skip-empty', '--threshold', '1');

    assert.equal(stdout, 'dataset: 2 left out without detections\n');
  });

  const misuses = [
    { args: [], says: /--out is missing/ },
    {
      args: ['--out', 'dataset', '--format', 'csv'],
      says: /--format must be one of coco, coco-panoptic, yolo-seg, yolo, voc, labelme, label-studio, cvat, odvg, image-folder, mask-pngs/,
    },
    { args: ['--out', 'dataset', '--split', '80,x'], says: /--split must be shares of train, val and test/ },
    { args: ['--out', 'dataset', '--split', '0,0'], says: /--split must be shares/ },
    { args: ['--out', 'dataset', '--split', '1,1,1,1'], says: /--split must be shares/ },
    { args: ['--out', 'dataset', '--tolerance', '-1'], says: /--tolerance/ },
    { args: ['--out', 'dataset', '--classes', 'a,A.'], says: /classes must be a list without repetitions/ },
    { args: ['--out', 'dataset', '--classes', 'a,a'], says: /classes must be a list without repetitions/ },
    { args: ['--out', 'dataset', '--classes', ' ,'], says: /--classes must be class names separated by commas/ },
    { args: ['--out', 'dataset', '--min-area', '1.5'], says: /--min-area must be a whole number from 0 up/ },
    { args: ['--out', 'in'], says: /The folder is not a dataset: .*in has other files, such as 0\.png/ },
  ];
  for (const { args, says } of misuses) {
    it(`refuses ${args.join(' ') || 'a missing --out'} with one sentence`, async () => {
      copyScenes(1);

      const { status, stdout, stderr } = await runCli(folder, ['export', 'in', ...PROMPT, ...args]);

      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, says);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }
});
