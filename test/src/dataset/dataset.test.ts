import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type DatasetFormat,
  type DatasetSettings,
  datasetDefaults,
  datasetFormats,
  openDataset,
  type Provenance,
} from '../../../src';
import { datasetCalls } from '../../../src/dataset/dataset-calls';
import { allInTrain, cocoOf, type DatasetFolder, found, openDatasetFolder, shade } from '../../support/datasets';
import { isAlive, nextChild } from '../../support/processes';
import { scene, sceneCount } from '../../support/scenes';

const cat = found('cat', [1, 1, 3, 2]);
const dog = found('dog', [2, 2, 3, 2]);

describe('a dataset', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder.remove());

  const classesOf = () => cocoOf(folder).categories.map(({ id, name }) => `${id} ${name}`);
  const labelsOf = () => cocoOf(folder).annotations.map(({ category_id }) => category_id);

  it('returns the file of an image and the number of images', async () => {
    const dataset = await folder.open();
    const results = [
      await dataset.add({ image: shade(1), name: '/camera/7.raw' }, [cat]),
      await dataset.add({ image: shade(2) }, []),
      await dataset.add({ image: shade(1) }, [dog]),
    ];
    await dataset.close();

    const hashed = folder.files().find((file) => /^images\/train\/[0-9a-f]{16}\.png$/.test(file));
    assert.deepEqual(results, [
      { folder: folder.path, file: 'images/train/7.png', split: 'train', isNew: true, objects: 1, pictures: 1 },
      { folder: folder.path, file: hashed, split: 'train', isNew: true, objects: 0, pictures: 2 },
      { folder: folder.path, file: 'images/train/7.png', split: 'train', isNew: false, objects: 1, pictures: 2 },
    ]);
  });

  for (const format of datasetFormats) {
    it(`of ${format} that is resumed equals one that is made in one run`, async () => {
      const other = openDatasetFolder();
      for (const indices of [
        [0, 1, 2],
        [2, 3, 4],
      ]) {
        await addScenes(folder, format, indices);
      }
      await addScenes(other, format, [0, 1, 2, 2, 3, 4]);

      assert.deepEqual(folder.files(), other.files());
      for (const file of folder.files()) {
        assert.equal(comparable(folder, file), comparable(other, file), file);
      }
      other.remove();
    });
  }

  it('replaces the annotations of an image that is added again', async () => {
    for (const detections of [[cat], [dog, dog]]) {
      const dataset = await folder.open();
      await dataset.add({ image: shade(1) }, detections);
      await dataset.close();
    }

    assert.equal(cocoOf(folder).images.length, 1);
    assert.deepEqual(labelsOf(), [2, 2]);
  });

  it('renames another image with the same name, ignoring case', async () => {
    const dataset = await folder.open({ format: 'yolo' });
    const files = [];
    for (const [grey, name] of [
      [1, 'a.jpg'],
      [2, 'A.png'],
      [3, 'dir\\a'],
    ] as const) {
      files.push((await dataset.add({ image: shade(grey), name }, [cat])).file);
    }
    await dataset.close();

    assert.match(
      files.join(' '),
      /^images\/train\/a\.png images\/train\/A-[0-9a-f]{8}\.png images\/train\/a-[0-9a-f]{8}\.png$/,
    );
    assert.equal(folder.files().filter((file) => file.startsWith('labels/')).length, 3);
  });

  it('keeps the ids of its classes in later runs', async () => {
    const runs: [Partial<DatasetSettings>, (typeof cat)[]][] = [
      [{ classes: ['horse', 'dog'] }, [cat]],
      [{ classes: ['cat', 'cow'] }, [found('zebra', [0, 0, 2, 2]), dog]],
      [{}, [cat]],
    ];
    for (const [index, [settings, detections]] of runs.entries()) {
      const dataset = await folder.open(settings);
      await dataset.add({ image: shade(index) }, detections);
      await dataset.close();
    }

    assert.deepEqual(classesOf(), ['1 horse', '2 dog', '3 cat', '4 cow', '5 zebra']);
    assert.deepEqual(labelsOf(), [3, 5, 2, 3]);
  });

  for (const format of datasetFormats) {
    it(`of ${format} has one class for all spellings of a label, named as it was first typed`, async () => {
      const dataset = await folder.open({ format, classes: ['Café'] });
      const labels = ['cafe\u0301.', 'straße', 'CAFÉ', 'STRASSE', 'stra\u00adße'];
      for (const [index, label] of labels.entries()) {
        await dataset.add({ image: shade(index) }, [found(label, [1, 1, 3, 2])]);
      }
      await dataset.close();

      const { classes } = folder.json('.grounded-sam/dataset.json') as { classes: string[] };
      const records = folder.text('pictures.jsonl').trim().split('\n');
      assert.deepEqual(classes, ['Café', 'straße']);
      assert.deepEqual(
        records.map((record) => JSON.parse(record).objects[0].label),
        ['Café', 'straße', 'Café', 'straße', 'straße'],
      );
    });
  }

  it('keeps two classes that an older version of this package told apart', async () => {
    await (await folder.open({ classes: ['cat'] })).close();
    const manifest = folder.json('.grounded-sam/dataset.json') as { classes: string[] };
    writeFileSync(
      join(folder.path, '.grounded-sam/dataset.json'),
      JSON.stringify({ ...manifest, classes: ['cat', 'Cat'] }),
    );
    const dataset = await folder.open();
    await dataset.add({ image: shade(1) }, [found('Cat', [1, 1, 3, 2]), cat, found('CAT', [1, 1, 3, 2])]);
    await dataset.close();

    assert.deepEqual(classesOf(), ['1 cat', '2 Cat']);
    assert.deepEqual(labelsOf(), [2, 1, 1]);
  });

  it('finds an image by its bytes, with its provenance', async () => {
    const provenance: Provenance = {
      detector: { model: 'demo', dtype: 'fp32', device: 'cpu', prompt: 'cat', threshold: 0.3 },
    };
    const dataset = await folder.open();
    assert.equal(await dataset.find(shade(1)), undefined);
    await dataset.add({ image: shade(1), name: 'one' }, [cat], provenance);
    await dataset.close();

    const again = await folder.open();
    assert.deepEqual(await again.find(shade(1)), { file: 'images/train/one.png', split: 'train', provenance });
    assert.equal(await again.find(shade(1, 8, 12)), undefined);
    await again.close();
    const [record] = folder
      .text('pictures.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(record.provenance, provenance);
    assert.match(record.program, /^@grounded-sam\/node-red \d/);
  });

  it('leaves out images without objects if keepEmpty is false', async () => {
    const dataset = await folder.open({ keepEmpty: false });
    const { file, split, isNew, pictures } = await dataset.add({ image: shade(1) }, []);
    await dataset.close();

    assert.deepEqual({ file, split, isNew, pictures }, { file: null, split: null, isNew: false, pictures: 0 });
    assert.deepEqual(cocoOf(folder).images, []);
  });

  it('does not list an image that the user removed', async () => {
    const dataset = await folder.open();
    await dataset.add({ image: shade(1), name: 'one' }, [cat]);
    await dataset.add({ image: shade(2), name: 'two' }, [dog]);
    await dataset.close();
    rmSync(join(folder.path, 'images/train/one.png'));

    await (await folder.open()).close();

    assert.deepEqual(
      cocoOf(folder).images.map(({ file_name }) => file_name),
      ['two.png'],
    );
    assert.deepEqual(classesOf(), ['1 cat', '2 dog']);
  });

  it('writes index files again that were removed', async () => {
    const dataset = await folder.open();
    await dataset.add({ image: shade(1) }, [cat]);
    await dataset.close();
    const before = folder.text('annotations/instances_train.json');
    rmSync(join(folder.path, 'annotations'), { recursive: true });

    await (await folder.open()).close();

    assert.equal(folder.text('annotations/instances_train.json'), before);
  });

  it('writes index files soon after an image was added, without being closed', async () => {
    const dataset = await folder.open();
    await dataset.add({ image: shade(1) }, [cat]);

    while (!folder.files().includes('annotations/instances_train.json')) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(cocoOf(folder).images.length, 1);
    await dataset.close();
  });

  it('ignores an incomplete last line of its log', async () => {
    const dataset = await folder.open();
    await dataset.add({ image: shade(1) }, [cat]);
    await dataset.close();
    appendFileSync(join(folder.path, 'pictures.jsonl'), '{"id":2,"hash":"12');

    const again = await folder.open();
    assert.equal((await again.add({ image: shade(2) }, [cat])).pictures, 2);
    await again.close();

    assert.deepEqual(
      cocoOf(folder).images.map(({ id }) => id),
      [1, 2],
    );
  });

  it('is refused if its log is damaged', async () => {
    const dataset = await folder.open();
    await dataset.add({ image: shade(1) }, [cat]);
    await dataset.close();
    appendFileSync(join(folder.path, 'pictures.jsonl'), 'what is this\n');

    await assert.rejects(folder.open(), {
      code: 'BAD_DATASET',
      message: /^Invalid JSON in line 2 of .*pictures\.jsonl$/,
    });
  });

  it('is refused in another format, and in a folder with other files', async () => {
    await (await folder.open({ format: 'yolo' })).close();
    await assert.rejects(folder.open({ format: 'voc' }), {
      code: 'BAD_DATASET',
      message: `The dataset has the format yolo, not voc: ${folder.path}. Set its format, or choose another folder`,
    });

    const other = openDatasetFolder();
    writeFileSync(join(other.path, 'letter.txt'), '');
    await assert.rejects(other.open(), {
      code: 'BAD_DATASET',
      message: /^The folder is not a dataset: .* has other files, such as letter\.txt\./,
    });
    assert.deepEqual(other.files(), ['letter.txt']);
    other.remove();
  });

  it('is refused where no folder can be made', async function () {
    if (process.platform !== 'linux') this.skip();

    await assert.rejects(openDataset('/proc/dataset/mine', {}), {
      code: 'BAD_DATASET',
      message: /^Cannot write the dataset \/proc\/dataset\/mine: ENOENT/,
    });
  });

  for (const [settings, message] of [
    [
      { format: 'pets' as DatasetFormat },
      'format must be one of coco, coco-panoptic, yolo-seg, yolo, voc, labelme, label-studio, cvat, odvg, image-folder, mask-pngs, got "pets"',
    ],
    [{ tolerance: -1 }, 'tolerance must be a number of pixels from 0 up, got -1'],
    [{ classes: ['a', 'A.'] }, 'classes must be a list without repetitions, got an array of 2'],
    [{ classes: ['a', 'a'] }, 'classes must be a list without repetitions, got an array of 2'],
    [
      { split: { train: 0, val: 0, test: 0 } },
      'split must be shares of train, val and test from 0 up, not all 0, got "0, 0, 0"',
    ],
  ] as const) {
    it(`is refused with ${JSON.stringify(settings)}`, async () => {
      await assert.rejects(folder.open(settings), { code: 'INVALID_INPUT', message });
    });
  }

  it('is refused with a time limit that a timer cannot have', async () => {
    const opening = openDataset(folder.path, {}, { timeoutMs: 2_147_483_648 });

    await assert.rejects(opening, { code: 'INVALID_INPUT', message: /^timeoutMs must be a number from 0 to/ });
  });

  it('refuses an image whose size does not match, a mask outside it, and bytes that are not an image', async () => {
    const dataset = await folder.open();
    const outside = { type: 'uint8', dims: [2, 2], offset: [11, 0], data: Buffer.alloc(4, 1) } as const;

    await assert.rejects(dataset.add({ image: shade(1), size: { width: 24, height: 16 } }, [cat]), {
      code: 'BAD_IMAGE',
      message: 'The image size does not match the detections: they are from 24 x 16 pixels, got 12 x 8',
    });
    await assert.rejects(dataset.add({ image: shade(1) }, [{ ...cat, mask: outside }]), { code: 'BAD_BOXES' });
    const immense = { ...outside, dims: [0, 1e9], offset: [0, 0], data: Buffer.alloc(0) } as const;
    await assert.rejects(dataset.add({ image: shade(1) }, [{ ...cat, mask: immense }]), { code: 'BAD_BOXES' });
    await assert.rejects(dataset.add({ image: Buffer.from('no picture') }, [cat]), { code: 'BAD_IMAGE' });
    await assert.rejects(dataset.add({ image: scene(1).image.subarray(0, 900) }, [cat]), { code: 'BAD_IMAGE' });
    assert.equal((await dataset.add({ image: shade(1) }, [cat])).pictures, 1);
    await dataset.close();
    assert.equal(cocoOf(folder).images.length, 1);
  });

  it('does not change the Buffers it is given', async () => {
    const { image, objects } = scene(2);
    const before = [image, ...objects.map(({ mask }) => mask.data)].map((bytes) => Buffer.from(bytes));
    const dataset = await folder.open();
    await dataset.add(
      { image },
      objects.map((object) => ({ ...object, score: 1 })),
    );
    await dataset.close();

    assert.deepEqual([image, ...objects.map(({ mask }) => mask.data)], before);
  });

  it('has several users in one process, under any name of its folder, until the last one closes it', async () => {
    const link = `${folder.path}-link`;
    symlinkSync(folder.path, link);
    const [first, second] = [await folder.open(), await openDataset(link, { split: { train: 1, val: 0, test: 0 } })];
    await Promise.all([first.add({ image: shade(1) }, [cat]), second.add({ image: shade(2) }, [dog])]);
    await first.close();
    const { pictures } = await second.add({ image: shade(3) }, [cat]);
    await second.close();
    rmSync(link);

    assert.equal(pictures, 3);
    assert.equal(cocoOf(folder).images.length, 3);
    await assert.rejects(first.add({ image: shade(4) }, []), {
      code: 'BAD_DATASET',
      message: /^The dataset was closed/,
    });
  });

  it('continues after its process was killed', async () => {
    const child = nextChild('dataset-process.js');
    const dataset = await folder.open();
    await dataset.add({ image: shade(1) }, [cat]);
    (await child).kill('SIGKILL');

    await dataset.add({ image: shade(2) }, [dog]);
    await dataset.close();
    assert.deepEqual(labelsOf(), [1, 2]);
  });

  it('fails an image beyond the time limit, and continues with the next', async () => {
    const child = nextChild('dataset-process.js');
    const dataset = await openDataset(folder.path, { split: allInTrain }, { timeoutMs: 2000 });
    const { pid } = await child;
    process.kill(pid!, 'SIGSTOP');

    await assert.rejects(dataset.add({ image: shade(1) }, [cat]), { code: 'ENGINE_TIMEOUT' });
    await dataset.add({ image: shade(2) }, [dog]);
    await dataset.close();

    assert.ok(!isAlive(pid!));
    assert.deepEqual(labelsOf(), [1]);
  });

  it('is complete and free while its process is idle, and opened again by the next image', async () => {
    const target = { user: 1, folder: folder.path, settings: { ...datasetDefaults, split: allInTrain } };
    const context = { signal: new AbortController().signal, onTurn: () => {}, onWait: () => {}, onProgress: () => {} };
    const add = (grey: number) =>
      datasetCalls.add({ ...target, picture: { image: shade(grey) }, detections: [cat], provenance: {} }, context);
    await add(1);
    await datasetCalls.releaseAll(undefined, context);

    assert.equal(cocoOf(folder).images.length, 1);
    const other = await folder.open();
    await other.add({ image: shade(2) }, [cat]);
    await other.close();
    await add(3);
    await datasetCalls.close(target, context);
    assert.equal(cocoOf(folder).images.length, 3);
  });

  it('is refused while another process holds its lock', async () => {
    await (await folder.open()).close();
    const lock = join(folder.path, '.grounded-sam/lock');
    const { hostname } = await import('node:os');
    writeFileSync(lock, `${process.ppid} ${hostname()} token`);

    await assert.rejects(folder.open(), {
      code: 'BAD_DATASET',
      message: `The dataset is in use by process ${process.ppid} on ${hostname()}: ${folder.path}. Close it there first, or choose another folder`,
    });
    assert.equal(readFileSync(lock, 'utf8'), `${process.ppid} ${hostname()} token`);
    rmSync(lock);
  });
});

async function addScenes(folder: DatasetFolder, format: DatasetFormat, indices: readonly number[]): Promise<void> {
  const dataset = await folder.open({ format, split: { train: 2, val: 1, test: 1 } });
  for (const index of indices) {
    const { image, objects } = scene(index % sceneCount);
    await dataset.add(
      { image, name: `scene ${index}` },
      objects.map((object) => ({ ...object, score: 0.5 })),
    );
  }
  await dataset.close();
}

/** A file without the times and the folder's name, which differ. */
const comparable = (folder: DatasetFolder, file: string): string =>
  folder
    .text(file)
    .replace(/"(time|date_created)":"[^"]*"|<created>.*<\/created>/g, '')
    .replaceAll(basename(folder.path), 'folder');
