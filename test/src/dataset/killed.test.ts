import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type DatasetFormat, openDataset, type VisionError } from '../../../src';
import { decodeImage } from '../../../src/image/decode';
import { addScene, type DatasetFolder, openDatasetFolder } from '../../support/datasets';
import { nextChild } from '../../support/processes';
import { random } from '../../support/random';
import { sceneCount } from '../../support/scenes';

const KILLS = 6;

/** @param killAfter the process is killed `ms` after it added `pictures` images */
async function run(path: string, format: DatasetFormat, killAfter?: { pictures: number; ms: number }): Promise<void> {
  const child = fork(join(__dirname, '../../support/dataset-process.js'), [path, format]);
  const exit = once(child, 'exit');
  if (killAfter) {
    let added = 0;
    child.on('message', () => {
      if (++added === killAfter.pictures) void delay(killAfter.ms).then(() => child.kill('SIGKILL'));
    });
  }
  const [status, signal] = await exit;
  assert.ok(status === 0 || (killAfter && signal === 'SIGKILL'), `status ${status}, signal ${signal}`);
}

/** Every existing file can be read to its end. */
async function checkFiles(folder: DatasetFolder): Promise<void> {
  for (const file of folder.files()) {
    if (/\.(png|jpg)$/.test(file)) await assert.doesNotReject(decodeImage(folder.bytes(file)), file);
    if (file.endsWith('.json')) assert.doesNotThrow(() => folder.json(file), file);
    if (file.endsWith('.xml')) assert.match(folder.text(file), /<\/annotation>\n$/, file);
    if (file.endsWith('.txt') || file.endsWith('.yaml')) assert.match(folder.text(file), /^$|\n$/, file);
  }
}

const withoutTimes = (text: string): string => text.replace(/"(time|date_created)":"[^"]*"/g, '');

/** The dataset has all scenes, with the same files as one whose process was never killed. */
async function assertComplete(killed: DatasetFolder, format: DatasetFormat): Promise<void> {
  const undisturbed = openDatasetFolder();
  await run(undisturbed.path, format);

  assert.deepEqual(killed.files(), undisturbed.files());
  for (const file of killed.files()) {
    assert.equal(withoutTimes(killed.text(file)), withoutTimes(undisturbed.text(file)), file);
  }
  assert.equal(killed.text('pictures.jsonl').split('\n').length, sceneCount + 1);
  undisturbed.remove();
}

describe('a dataset whose process is killed repeatedly', () => {
  for (const format of ['coco', 'yolo-seg', 'voc'] as const) {
    it(`is valid at any moment and complete at the end: ${format}`, async () => {
      const killed = openDatasetFolder();
      const next = random(7);
      for (let kill = 0; kill < KILLS; kill++) {
        await run(killed.path, format, { pictures: 1 + Math.floor(next() * 3), ms: next() * 60 });
        await checkFiles(killed);
      }
      await run(killed.path, format);
      await assertComplete(killed, format);
      killed.remove();
    });
  }
});

describe('a dataset whose writing process is killed repeatedly, while its user lives', () => {
  for (const format of ['coco', 'yolo-seg', 'voc'] as const) {
    it(`is valid at any moment and complete at the end: ${format}`, async () => {
      const killed = openDatasetFolder();
      const next = random(11);
      let writer = nextChild('dataset-process.js');
      const dataset = await openDataset(killed.path, { format });
      for (let index = 0; index < sceneCount; index++) {
        const isKilled = index % 2 === 0;
        const kill = isKilled
          ? delay(next() * 30).then(async () => {
              const child = await writer;
              writer = nextChild('dataset-process.js');
              child.kill('SIGKILL');
            })
          : undefined;
        await addScene(dataset, index).catch((error: VisionError) => assert.equal(error.code, 'ENGINE_CRASHED'));
        await kill;
        if (isKilled) await checkFiles(killed);
        await addScene(dataset, index);
      }
      await dataset.close();
      await assertComplete(killed, format);
      killed.remove();
    });
  }
});

describe('a dataset whose process is stopped', () => {
  it('keeps its lock however long it is silent, and gets all images', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = openDatasetFolder();
    const child = fork(join(__dirname, '../../support/dataset-process.js'), [folder.path, 'coco']);
    const exit = once(child, 'exit');
    await once(child, 'message');
    const lock = join(folder.path, '.grounded-sam/lock');
    const writer = Number.parseInt(readFileSync(lock, 'utf8'), 10);
    process.kill(writer, 'SIGSTOP');
    try {
      const longAgo = new Date(Date.now() - 3_600_000);
      utimesSync(lock, longAgo, longAgo);

      await assert.rejects(folder.open(), {
        code: 'BAD_DATASET',
        message: new RegExp(`^The dataset is in use by process ${writer} on .*\\. Close it there first`),
      });
    } finally {
      process.kill(writer, 'SIGCONT');
    }
    assert.deepEqual(await exit, [0, null]);
    assert.equal(folder.text('pictures.jsonl').split('\n').length, sceneCount + 1);
    folder.remove();
  });
});
