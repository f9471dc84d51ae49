import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Bbox } from '../../src';
import { boxIou } from '../../src/geometry/box';
import { maskFromRle, maskIou } from '../../src/geometry/mask';
import type { CocoRle } from '../../src/geometry/rle';
import { decodeImage } from '../../src/image/decode';
import { type CliOutcome, runCli } from '../support/cli';
import { goldenCases, goldenFile } from '../support/goldens';
import { scene, scenePath } from '../support/scenes';

const folder = mkdtempSync(join(tmpdir(), 'grounded-sam-cli-'));
const broken = join(folder, 'broken.jpg');

const run = (...args: string[]): Promise<CliOutcome> => runCli(folder, args);

interface Document {
  readonly image: { readonly file: string; readonly width: number; readonly height: number };
  readonly detections: readonly {
    readonly label: string;
    readonly score: number;
    readonly bbox: Bbox;
    readonly maskScore?: number;
    readonly area?: number;
    readonly segmentation?: CocoRle;
  }[];
  readonly ms: Readonly<Record<string, { readonly total: number }>>;
}

const documentsIn = (stdout: string): Document[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Document);

describe('grounded-sam', () => {
  before(() => writeFileSync(broken, 'no picture'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('run --json prints only one document per image, with masks as RLE of the full image', async () => {
    const { status, stdout } = await run(
      'run',
      scenePath(19),
      scenePath(7),
      '--prompt',
      'cyan star. purple heart',
      '--json',
    );

    const documents = documentsIn(stdout);
    assert.equal(status, 0);
    assert.deepEqual(
      documents.map(({ image }) => image),
      [
        { file: scenePath(19), width: 320, height: 320 },
        { file: scenePath(7), width: 320, height: 320 },
      ],
    );
    for (const [index, label] of [
      [19, 'cyan star'],
      [7, 'purple heart'],
    ] as const) {
      const { detections, ms } = documents[index === 19 ? 0 : 1]!;
      const truth = scene(index).objects.find((object) => object.label === label)!;
      assert.deepEqual(
        detections.map((detection) => detection.label),
        [label],
      );
      const mask = maskFromRle(detections[0]!.segmentation!);
      assert.ok(maskIou(mask, truth.mask) > 0.8);
      assert.equal(
        detections[0]!.area,
        mask.data.reduce((sum, pixel) => sum + pixel, 0),
      );
      assert.ok(ms.detector!.total > 0 && ms.segmenter!.total > 0);
    }
    assert.deepEqual(readdirSync(folder), ['broken.jpg'], 'no image is drawn with --json');
  });

  it('--grey-range and --max-megapixels say how images are decoded', async () => {
    const thermal = resolve('test/fixtures/pictures/thermal14.png');
    const drawn = join(folder, 'thermal.png');
    const { status } = await run(
      'run',
      thermal,
      '--prompt',
      'cyan star',
      '--grey-range',
      'auto',
      '--out',
      drawn,
      '--style',
      'box',
    );
    assert.equal(status, 0);
    const { data } = await decodeImage(readFileSync(drawn));
    assert.deepEqual([Math.min(...data), Math.max(...data)], [0, 255]);

    const large = join(folder, 'large.pgm');
    writeFileSync(large, Buffer.concat([Buffer.from('P5 1500 1000 255\n'), Buffer.alloc(1_500_000)]));
    const refused = await run('detect', large, '--prompt', 'cyan star', '--max-megapixels', '1.4');
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /The image is too large: it has more than 1\.4 megapixels/);
  });

  it('run writes the drawn image and prints a table', async () => {
    const { status, stdout } = await run('run', scenePath(19), '--prompt', 'cyan star', '--out', 'found.png');

    assert.equal(status, 0);
    assert.match(stdout, /cyan star\s+0\.\d\d/);
    assert.match(stdout, /-> found\.png/);
    assert.equal((await decodeImage(readFileSync(join(folder, 'found.png')))).width, 320);
  });

  it('writes the images into a folder that it creates, and names unknown words of the prompt once', async () => {
    const prompt = ['--prompt', 'circle from 猫'];
    const { status, stderr } = await run('detect', scenePath(0), scenePath(1), ...prompt, '--out', 'many/');

    assert.equal(status, 0);
    assert.equal(stderr.match(/^Words unknown to the model: "from", "猫"\./gm)?.length, 1);
    assert.deepEqual(readdirSync(join(folder, 'many')), ['scene_000-boxes.jpg', 'scene_001-boxes.jpg']);
  });

  it('a broken image does not stop the others', async () => {
    const { status, stdout, stderr } = await run(
      'detect',
      broken,
      'gone.jpg',
      scenePath(7),
      '--prompt',
      'heart',
      '--json',
    );

    assert.equal(status, 1);
    assert.equal(documentsIn(stdout).length, 1);
    assert.match(stderr, /broken\.jpg: The image cannot be read/);
    assert.match(stderr, /gone\.jpg: The file cannot be read/);
  });

  for (const [args, first] of [
    [['--version'], /^\d+\.\d+\.\d+\S*\n$/],
    [['-V'], /^\d+\.\d+\.\d+\S*\n$/],
    [['--help'], /^Usage: grounded-sam COMMAND/],
    [['-h'], /^Usage: grounded-sam COMMAND/],
    [['help'], /^Usage: grounded-sam COMMAND/],
    [['help', 'run'], /^Usage: grounded-sam run IMAGE.*\n(.*\n)* {2}-p, --prompt TEXT(.*\n)* {6}--detector MODEL/],
    [['--help', 'run'], /^Usage: grounded-sam run IMAGE/],
    [['run', '-h'], /^Usage: grounded-sam run IMAGE/],
    [['help', 'completion'], /^Usage: grounded-sam completion SHELL/],
    [['completion', 'bash'], /^# Completion of grounded-sam for bash/],
  ] as const) {
    it(`answers "${args.join(' ')}"`, async () => {
      const { status, stdout, stderr } = await run(...args);

      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, first);
    });
  }

  it('takes letters for common options', async () => {
    const short = await run('detect', scenePath(19), '-p', 'cyan star', '-t', '0.2', '-d', 'cpu', '-j');
    const long = await run(
      ...['detect', scenePath(19), '--prompt', 'cyan star', '--threshold=0.2', '--device', 'cpu', '--json'],
    );

    const [one, other] = [short, long].map(({ stdout }) => documentsIn(stdout)[0]!.detections);
    assert.equal(one!.length, 1);
    assert.deepEqual(one, other);
    assert.equal(one![0]!.score, Number(one![0]!.score.toFixed(4)));
  });

  const misuses = [
    { args: ['help', 'fly'], says: /The command must be one of run, .*got "fly"/ },
    {
      args: ['detect', 'a.jpg', '--threshold', '-1'],
      says: /^grounded-sam: --threshold has no value\. Write one that begins with a hyphen after an equals sign: --threshold=-1 \(see --help\)\n$/,
    },
    { args: ['detect', 'a.jpg', '-t', '-1'], says: /^grounded-sam: --threshold has no value\. / },
    { args: ['run', 'a.jpg', '-x'], says: /^grounded-sam: Unknown option '-x' \(see --help\)\n$/ },
    { args: ['completion'], says: /completion needs a shell: bash, zsh, fish/ },
    { args: ['completion', 'cmd'], says: /The shell must be one of bash, zsh, fish, got "cmd"/ },
    {
      args: ['fly'],
      says: /The command must be one of run, detect, export, convert, review, relabel, report, track, doctor/,
    },
    { args: ['run', '--prompt', 'cat'], says: /needs at least one image/ },
    { args: ['run', 'a.jpg'], says: /--prompt is missing/ },
    { args: ['run', 'a.jpg', '--prompt', 'cat @ 7'], says: /--prompt, character 7/ },
    {
      args: ['run', 'a.jpg', '--prompt', 'cat', '--threshold', 'high'],
      says: /--threshold must be a number from 0 to 1/,
    },
    {
      args: ['run', 'a.jpg', '--prompt', 'cat', '--grey-range', '9-5'],
      says: /--grey-range must be full, auto, or two levels such as 7500-8500, got "9-5"/,
    },
    { args: ['run', 'a.jpg', '--prompt', 'cat', '--device', 'abacus'], says: /--device must be one of/ },
    {
      args: ['run', 'a.jpg', '--prompt', 'cat', '--out', 'a.txt'],
      says: /--out must be a folder or a file that ends in/,
    },
    { args: ['run', 'a.jpg', 'b.jpg', '--prompt', 'cat', '--out', 'a.jpg'], says: /--out must be a folder/ },
    { args: ['run', 'a.jpg', '--promt', 'cat'], says: /^grounded-sam: Unknown option '--promt' \(see --help\)\n$/ },
    {
      args: ['detect', 'a.jpg', '--prompt', 'cat', '--concurrency', '1.5'],
      says: /--concurrency must be a whole number/,
    },
    { args: ['detect', 'a.jpg', '--prompt', 'cat', '--segmenter', 'demo'], says: /Unknown option '--segmenter'/ },
    {
      args: ['detect', 'a.jpg', '--prompt', 'cat', '--style', 'label,mist'],
      says: /--style must be one or more of .*label/,
    },
    { args: ['detect', 'a.jpg', '--prompt', 'cat', '--resume'], says: /--resume needs --out/ },
    {
      args: ['run', 'a.jpg', '--prompt', 'cat', '--out', 'a.jpg'],
      says: /--out must be a file other than the image/,
    },
    {
      args: ['run', 'a.jpg', '--prompt', 'cat', '--out', 'b.jpg', '--style', 'cutout'],
      says: /must be png, webp or avif for --style cutout/,
    },
    {
      args: ['run', 'a.jpg', '--prompt', 'cat', '--out', 'b.png', '--format', 'webp'],
      says: /--format must be png, the extension of --out/,
    },
    {
      args: ['run', '*.gif', '--prompt', 'cat', '--out', 'made/'],
      says: /No image matches \*\.gif: images end in \.jpg/,
    },
    {
      args: ['run', 'x/a.jpg', 'y/a.jpg', '--prompt', 'cat'],
      says: /2 images have the same output file a\.jpg-masks\.jpg: x\/a\.jpg, y\/a\.jpg/,
    },
    { args: ['models', 'demo'], says: /models takes no arguments, got demo/ },
  ];
  for (const { args, says } of misuses) {
    it(`refuses "${args.join(' ')}" with one sentence`, async () => {
      const { status, stdout, stderr } = await run(...args);

      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, says);
    });
  }

  it('names a missing model folder', async () => {
    const { status, stderr } = await run('detect', scenePath(0), '--prompt', 'circle', '--detector', './no-model');

    assert.equal(status, 2);
    assert.match(stderr, /no-model/);
  });

  it('doctor opens a model on the CPU and prints folders', async () => {
    const { status, stdout } = await run('doctor', '--device', 'cpu');

    assert.equal(status, 0);
    assert.match(stdout, /device cpu\s+works/);
    assert.match(stdout, /onnxruntime\s+\d+\.\d+/);
    const [, demo] = /detector demo\s+(.*) \(knows drawn shapes only\)/.exec(stdout)!;
    assert.ok(existsSync(demo!));
  });

  it('detect returns the detections of the golden detector', async () => {
    const [golden] = goldenCases<Golden>('detection').filter(({ model }) => model === 'grounding-dino-fixed');
    const { threshold, detections, ...reference } = golden!.span_reference;
    const path = (file: string): string => join(process.cwd(), goldenFile(file));
    const args = ['--detector', path(golden!.model), '--threshold', String(threshold), '--device', 'cpu', '--json'];

    const { stdout } = await run('detect', path(golden!.image), '--prompt', golden!.labels.join('. '), ...args);

    const found = documentsIn(stdout)[0]!.detections;
    const kept = detections.filter(({ query }) => reference['nms_iou_0.5_class_aware_keep'].includes(query));
    assert.equal(found.length, kept.length);
    for (const {
      label,
      box_clamped: [x1, y1, x2, y2],
    } of kept) {
      assert.ok(found.some((one) => one.label === label && boxIou(one.bbox, [x1, y1, x2 - x1, y2 - y1]) > 0.999));
    }
  });
});

interface Golden {
  readonly model: string;
  readonly image: string;
  readonly labels: readonly string[];
  readonly span_reference: {
    readonly threshold: number;
    readonly detections: readonly { query: number; label: string; box_clamped: [number, number, number, number] }[];
    readonly 'nms_iou_0.5_class_aware_keep': readonly number[];
  };
}
