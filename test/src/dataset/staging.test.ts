import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PictureLog, type PictureRecord } from '../../../src/dataset/picture-log';
import { publish, stage } from '../../../src/dataset/staging';
import { cocoOf, type DatasetFolder, found, openDatasetFolder, shade } from '../../support/datasets';

const files = [
  { path: 'labels/train/new.txt', content: 'new\n' },
  { path: 'images/train/new.png', content: 'new picture' },
];

describe('an image that was being added when the process was killed', () => {
  let folder: DatasetFolder;
  let log: PictureLog;
  beforeEach(async () => {
    folder = openDatasetFolder();
    const dataset = await folder.open();
    await dataset.add({ image: shade(1), name: 'old' }, [found('cat', [1, 1, 2, 2])]);
    await dataset.close();
    log = await PictureLog.open(join(folder.path, 'pictures.jsonl'), () => {});
  });
  afterEach(() => folder.remove());

  async function append(): Promise<void> {
    const [old] = log.entries.values();
    const record: PictureRecord = await log.read(old!);
    await log.append({ ...record, id: 2, hash: 'a'.repeat(64), file: files[1]!.path, files: [files[0]!.path] });
  }

  async function killAndOpen(): Promise<number> {
    await log.close();
    await (await folder.open()).close();
    return cocoOf(folder).images.length;
  }

  const there = () => files.map(({ path }) => existsSync(join(folder.path, path)));
  const isClean = () => !existsSync(join(folder.path, '.grounded-sam/staged'));

  it('has no files if its record was not written', async () => {
    await stage(folder.path, log.end, files);

    assert.equal(await killAndOpen(), 1);
    assert.deepEqual([there(), isClean()], [[false, false], true]);
  });

  it('has no files if its record is incomplete', async () => {
    await stage(folder.path, log.end, files);
    writeFileSync(join(folder.path, 'pictures.jsonl'), '{"id":2,', { flag: 'a' });

    assert.equal(await killAndOpen(), 1);
    assert.deepEqual([there(), isClean()], [[false, false], true]);
  });

  it('has all files if its record was written', async () => {
    await stage(folder.path, log.end, files);
    await append();

    assert.equal(await killAndOpen(), 2);
    assert.deepEqual([there(), isClean()], [[true, true], true]);
    assert.equal(readFileSync(join(folder.path, files[0]!.path), 'utf8'), 'new\n');
  });

  it('has all files if some were already moved to their paths', async () => {
    const recordAt = log.end;
    await stage(folder.path, recordAt, files.slice(0, 1));
    await append();
    await publish(folder.path, recordAt);
    await stage(folder.path, recordAt, files.slice(1));

    assert.equal(await killAndOpen(), 2);
    assert.deepEqual([there(), isClean()], [[true, true], true]);
  });
});
