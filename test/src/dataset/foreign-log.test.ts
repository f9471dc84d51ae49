import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDataset } from '../../../src';
import type { PictureRecord } from '../../../src/dataset/picture-log';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../../support/datasets';
import { drawnMask } from '../../support/masks';

describe('a log that others wrote', () => {
  let folder: DatasetFolder;
  let outside: string;
  let record: PictureRecord;
  beforeEach(async () => {
    folder = openDatasetFolder();
    outside = join(mkdtempSync(join(tmpdir(), 'outside-')), 'file.txt');
    writeFileSync(outside, 'text');
    const dataset = await folder.open({ format: 'yolo' });
    await dataset.add({ image: shade(1), name: 'one' }, [found('cat', [1, 1, 2, 2], drawnMask('##', '##'))]);
    await dataset.close();
    record = JSON.parse(folder.text('pictures.jsonl')) as PictureRecord;
  });
  afterEach(() => {
    folder.remove();
    rmSync(join(outside, '..'), { recursive: true });
  });

  const append = (...lines: unknown[]): void => {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(join(folder.path, 'pictures.jsonl'), text, { flag: 'a' });
  };
  const read = async (): Promise<void> => {
    for await (const _picture of (await readDataset(folder.path)).pictures());
  };

  for (const path of [
    '../a.png',
    'images/../../a.png',
    '/etc/hostname',
    '\\\\host\\a.png',
    'C:\\a.png',
    'a\\..\\..\\b',
  ]) {
    it(`is refused with the path ${path}`, async () => {
      append({ ...record, file: path });
      const expected = {
        code: 'BAD_DATASET',
        message: /^A path leads out of the dataset in line 2 of .*pictures\.jsonl: /,
      };

      await assert.rejects(folder.open({ format: 'yolo' }), expected);
      await assert.rejects(read(), expected);
    });
  }

  it('removes no file outside', async () => {
    append({ ...record, files: [`../../../../../..${outside}`] }, record);

    await assert.rejects(folder.open({ format: 'yolo' }), { code: 'BAD_DATASET' });
    assert.ok(existsSync(outside));
  });

  for (const [problem, line] of [
    ['null', null],
    ['a text', 'text'],
    ['an empty object', {}],
    ['no objects', { objects: null }],
    ['null instead of an object', { objects: [null] }],
    ['a label that is no text', { objects: [{ label: 1, score: 1, bbox: [0, 0, 1, 1] }] }],
    ['an object without a score', { objects: [{ label: 'cat', bbox: [0, 0, 1, 1] }] }],
    ['a box of two numbers', { objects: [{ label: 'cat', score: 1, bbox: [0, 0] }] }],
    ['no provenance', { provenance: undefined }],
    ['a review that is a number', { review: 5 }],
    ['a review without ids', { review: {} }],
    ['files that are no list', { files: 'a' }],
    ['a file that is no text', { file: 7 }],
    ['an endless width', { width: 1e300 }],
    ['a hash that is no text', { hash: {} }],
    ['an unknown split', { split: 'val2' }],
    ['a split that leads out of the dataset', { split: '../../..' }],
  ] as const) {
    it(`is refused with ${problem}`, async () => {
      const isWhole = line === null || typeof line === 'string' || Object.keys(line).length === 0;
      append(isWhole ? line : { ...record, ...line });
      const expected = { code: 'BAD_DATASET', message: / in line 2 of .*pictures\.jsonl/ };

      await assert.rejects(folder.open({ format: 'yolo' }), expected);
      await assert.rejects(read(), expected);
    });
  }

  for (const rle of ['', '0', '~~~~~~~~', '5oooooo7', 'PPPPPPPP1']) {
    it(`is refused with the RLE ${JSON.stringify(rle)} of another size`, async () => {
      append({ ...record, objects: record.objects.map((object) => ({ ...object, rle })) });

      await assert.rejects(read(), { code: 'BAD_DATASET', message: /^images\/train\/one\.png: rle must be COCO RLE / });
    });
  }
});
