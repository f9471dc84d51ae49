import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { runCli } from '../../support/cli';
import { addScene, type DatasetFolder, openDatasetFolder } from '../../support/datasets';

describe('grounded-sam convert', () => {
  let folder: DatasetFolder;
  let root: string;
  beforeEach(async () => {
    folder = openDatasetFolder();
    root = mkdtempSync(join(tmpdir(), 'convert-'));
    const dataset = await folder.open({ format: 'coco', split: { train: 1, val: 1, test: 0 } });
    for (let index = 0; index < 5; index++) await addScene(dataset, index);
    await dataset.close();
  });
  afterEach(() => {
    folder.remove();
    rmSync(root, { recursive: true, force: true });
  });

  it('converts a dataset, and keeps classes and splits', async () => {
    const { status, stdout } = await runCli(root, [
      'convert',
      folder.path,
      '--out',
      'tasks',
      '--format',
      'label-studio',
    ]);
    const back = await runCli(root, ['convert', 'tasks', '--out', 'coco', '--masks', 'rle']);
    const splits = (path: string): string[] =>
      readFileSync(join(path, 'pictures.jsonl'), 'utf8')
        .match(/"file":"[^"]*"/g)!
        .sort();
    const classes = (path: string): string[] =>
      JSON.parse(readFileSync(join(path, '.grounded-sam/dataset.json'), 'utf8')).classes;

    assert.deepEqual([status, back.status], [0, 0]);
    assert.match(stdout, /^coco -> label-studio: 5 images, \d+ objects\n$/);
    assert.deepEqual(splits(join(root, 'coco')), splits(folder.path));
    assert.deepEqual(classes(join(root, 'coco')), classes(folder.path));
  });

  it('goes on after an image that cannot be read, and fails', async () => {
    writeFileSync(join(folder.path, JSON.parse(folder.text('pictures.jsonl').split('\n')[1]!).file), 'no image');
    const { status, stdout, stderr } = await runCli(root, ['convert', folder.path, '--out', 'out']);

    assert.equal(status, 1);
    assert.match(stdout, /: 4 images, /);
    assert.match(stderr, /scene_1\.png: The image cannot be read.*\n1 image failed\n$/s);
  });

  it('names each image that is missing or has a bad annotation, and converts the others', async () => {
    const files = folder.files().filter((file) => file.endsWith('.png'));
    rmSync(join(folder.path, '.grounded-sam'), { recursive: true });
    for (const file of ['annotations/instances_train.json', 'annotations/instances_val.json']) {
      const content = folder.json<{ annotations: object[] }>(file);
      content.annotations[0] = { ...content.annotations[0], bbox: 'none', segmentation: [] };
      writeFileSync(join(folder.path, file), JSON.stringify(content));
    }
    rmSync(join(folder.path, files.at(-1)!));
    const { status, stdout, stderr } = await runCli(root, ['convert', folder.path, '--out', 'out']);

    assert.equal(status, 1);
    assert.match(stdout, /^COCO -> coco: 2 images, /);
    assert.match(stderr, /^scene_\d\.png: bbox of annotation 1 must be \[x, y, width, height\], got "none"$/m);
    assert.match(stderr, /^scene_\d\.png: The image is missing$/m);
    assert.match(stderr, /\n3 images failed\n$/);
  });

  it('fails for images of another size than their annotations, also if EXIF turns them', async () => {
    const grey = { create: { width: 24, height: 16, channels: 3, background: 'grey' } } as const;
    const names = ['same.png', 'scaled.png', 'turned.jpg', 'upright.jpg'];
    for (const name of ['same.png', 'scaled.png']) await sharp(grey).toFile(join(root, name));
    for (const [name, quality] of [['turned.jpg', 80] as const, ['upright.jpg', 90] as const]) {
      await sharp(grey).jpeg({ quality }).withMetadata({ orientation: 6 }).toFile(join(root, name));
    }
    const sizes = [
      [24, 16],
      [48, 32],
      [24, 16],
      [16, 24],
    ];
    const content = {
      images: names.map((file_name, id) => ({ id, file_name, width: sizes[id]![0], height: sizes[id]![1] })),
      annotations: names.map((_, id) => ({ id, image_id: id, category_id: 1, bbox: [1, 1, 2, 2] })),
      categories: [{ id: 1, name: 'dog' }],
    };
    writeFileSync(join(root, 'dogs.json'), JSON.stringify(content));
    const { status, stdout, stderr } = await runCli(root, ['convert', 'dogs.json', '--out', 'out']);

    assert.equal(status, 1);
    assert.match(stdout, /^COCO -> coco: 2 images, 2 objects$/m);
    assert.match(stderr, /scaled\.png: The image size .* they are from 48 x 32 pixels, got 24 x 16$/m);
    assert.match(stderr, /turned\.jpg: The image size .* they are from 24 x 16 pixels, got 16 x 24$/m);
    assert.match(stderr, /\n2 images failed\n$/);
  });

  it('makes one class of two spellings of a label', async () => {
    await sharp({ create: { width: 24, height: 16, channels: 3, background: 'grey' } }).toFile(join(root, 'a.png'));
    writeFileSync(join(root, 'a.txt'), '0 0.5 0.5 0.5 0.5\n1 0.25 0.25 0.5 0.5\n');
    writeFileSync(join(root, 'data.yaml'), 'train: .\nnames: [cars, Cars]\n');
    const { status, stdout } = await runCli(root, ['convert', 'data.yaml', '--out', 'out']);

    assert.equal(status, 0);
    assert.match(stdout, /^YOLO -> coco: 1 image, 2 objects$/m);
    assert.deepEqual(JSON.parse(readFileSync(join(root, 'out/.grounded-sam/dataset.json'), 'utf8')).classes, ['cars']);
  });

  it('counts what was written', async () => {
    const grey = (name: string, background: string) =>
      sharp({ create: { width: 24, height: 16, channels: 3, background } }).toFile(join(root, name));
    for (const [name, background] of [
      ['a', 'grey'],
      ['b', 'red'],
      ['c', 'red'],
      ['d', 'blue'],
    ] as const) {
      await grey(`${name}.png`, background);
    }
    writeFileSync(join(root, 'a.txt'), '0 0.5 0.5 0.5 0.5\n0 1.5 1.5 0.5 0.5\n');
    writeFileSync(join(root, 'b.txt'), '0 0.5 0.5 0.5 0.5\n'.repeat(3));
    writeFileSync(join(root, 'c.txt'), '0 0.5 0.5 0.5 0.5\n'.repeat(2));
    writeFileSync(join(root, 'data.yaml'), 'train: .\nnames: [cat]\n');
    const all = await runCli(root, ['convert', 'data.yaml', '--out', 'all']);
    const some = await runCli(root, ['convert', 'data.yaml', '--out', 'some', '--skip-empty']);

    const same = ', 1 of them with the bytes of another, 3 objects\n';
    assert.equal(all.stdout, `YOLO -> coco: 4 images${same}`);
    assert.equal(some.stdout, `YOLO -> coco: 3 images${same}`);
  });

  it('refuses what is no dataset, and more than one', async () => {
    appendFileSync(join(root, 'notes.txt'), 'notes');
    const none = await runCli(root, ['convert', '.', '--out', 'out']);
    const two = await runCli(root, ['convert', folder.path, folder.path, '--out', 'out']);

    assert.match(none.stderr, /No dataset that can be read is in \./);
    assert.match(two.stderr, /One dataset can be converted, got 2/);
    assert.ok(none.status! > 0 && two.status! > 0);
  });
});
