import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LogEntry, PictureLog, type PictureRecord } from '../../../src/dataset/picture-log';
import { type DatasetFolder, found, openDatasetFolder, shade } from '../../support/datasets';

const IMAGES = 60;

describe('the log of a large dataset', () => {
  let folder: DatasetFolder;
  let log: string;
  let summary: string;
  beforeEach(async () => {
    folder = openDatasetFolder();
    log = join(folder.path, 'pictures.jsonl');
    summary = join(folder.path, '.grounded-sam/entries.json');
    const dataset = await folder.open();
    await dataset.add({ image: shade(0), name: 'image_1' }, [found('cat', [1, 1, 2, 2])]);
    await dataset.close();
    const record = JSON.parse(folder.text('pictures.jsonl')) as PictureRecord;
    for (let id = 2; id <= IMAGES; id++) {
      const file = `images/train/image_${id}.png`;
      copyFileSync(join(folder.path, record.file), join(folder.path, file));
      const line = { ...record, id, hash: String(id).padStart(64, '0'), file, provenance: { prompt: 'x'.repeat(1e5) } };
      writeFileSync(log, `${JSON.stringify(line)}\n`, { flag: 'a' });
    }
  });
  afterEach(() => folder.remove());

  const openAndClose = async (): Promise<void> => (await folder.open()).close();

  /** The entries, and whether the log was read for them. */
  async function load(): Promise<{ entries: LogEntry[]; isRead: boolean }> {
    let isRead = false;
    const opened = await PictureLog.open(log, () => {
      isRead = true;
    });
    await opened.close();
    return { entries: [...opened.entries.values()], isRead };
  }

  it('is not read again if it did not change', async () => {
    const before = await load();
    await openAndClose();
    const after = await load();

    assert.deepEqual([before.isRead, after.isRead], [true, false]);
    assert.deepEqual(after.entries, before.entries);
    assert.equal(after.entries.length, IMAGES);
  });

  it('takes images and answers after it was opened by its summary', async () => {
    await openAndClose();
    const dataset = await folder.open();
    await dataset.add({ image: shade(200), name: 'new' }, [found('dog', [1, 1, 2, 2])]);
    await dataset.add({ image: shade(0), name: 'image_1' }, []);
    await dataset.close();
    const summarized = await load();
    rmSync(summary);
    const read = await load();

    assert.deepEqual(summarized.entries, read.entries);
    assert.deepEqual([summarized.isRead, read.entries.length, read.entries[0]!.objects], [false, IMAGES + 1, []]);
  });

  it('has an image again whose file returns', async () => {
    const file = join(folder.path, 'images/train/image_2.png');
    const content = readFileSync(file);
    rmSync(file);
    await openAndClose();
    writeFileSync(file, content);
    const { entries, isRead } = await load();

    assert.deepEqual([isRead, entries.map(({ id }) => id).slice(0, 3)], [false, [1, 2, 3]]);
  });

  for (const [change, apply] of [
    ['a line was added', () => writeFileSync(log, readFileSync(log, 'utf8').split('\n')[0]!, { flag: 'a' })],
    ['it was edited', () => writeFileSync(log, readFileSync(log, 'utf8').replace('"cat"', '"dog"'))],
    ['it was cut off', () => truncateSync(log, readFileSync(log).length - 5)],
    ['it has the time of another one', () => utimesSync(log, 1, 1)],
    ['its summary is damaged', () => writeFileSync(summary, '{"version":1,')],
    ['its summary is null', () => writeFileSync(summary, 'null')],
    [
      'its summary leads out of the folder',
      () => writeFileSync(summary, readFileSync(summary, 'utf8').replace('images/', '../images/')),
    ],
    [
      'its summary has an unknown split',
      () => writeFileSync(summary, readFileSync(summary, 'utf8').replace('"split":"train"', '"split":"../.."')),
    ],
  ] as const) {
    it(`is read if ${change}`, async () => {
      await openAndClose();
      apply();

      assert.equal((await load()).isRead, true);
    });
  }

  it('has no summary if it is small', async () => {
    truncateSync(log, readFileSync(log).indexOf('\n') + 1);
    await openAndClose();

    assert.equal(existsSync(summary), false);
  });
});
