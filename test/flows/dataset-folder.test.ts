import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AddResult } from '../../src';
import { type DatasetFolder, openDatasetFolder, shade } from '../support/datasets';
import {
  catchAll,
  errorOf,
  inbox,
  loadFlow,
  type Message,
  nextEnd,
  nodeOf,
  send,
  unloadFlow,
} from '../support/node-red';
import { random } from '../support/random';
import { until } from '../support/until';

const detections = [{ label: 'cat', score: 1, bbox: [1, 1, 3, 2] }];
const resultOf = (msg: Message) => msg.dataset as AddResult;
/** Files may be added while the folder is removed. */
function isRemoved(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

/** The index files of a dataset are written this long after an image. */
const INDEX_WRITTEN_MS = 2500;

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0;

/** The folder of a dataset that changes while a node writes to it. */
describe('the folder of a dataset in use', () => {
  let parent: DatasetFolder;
  let folder: string;
  beforeEach(() => {
    parent = openDatasetFolder();
    folder = join(parent.path, 'dataset');
  });
  afterEach(async () => {
    await unloadFlow();
    parent.remove();
  });

  const load = (settings: object = {}) =>
    loadFlow([
      { id: 'export', type: 'dataset-export', folder, train: 1, val: 0, wires: [['out']], ...settings },
      { id: 'out', type: 'helper' },
      ...catchAll,
    ]);
  const add = async (grey: number): Promise<Message> => {
    const arrived = nextEnd();
    send('export', { payload: shade(grey), detections });
    return arrived;
  };
  const recordsIn = (path: string) => readFileSync(join(path, 'pictures.jsonl'), 'utf8').trim().split('\n');
  const annotated = (): number =>
    JSON.parse(readFileSync(join(folder, 'annotations/instances_train.json'), 'utf8')).images.length;

  /** Asserts that the next image fails with a remedy, and is written when it is sent again. */
  async function assertFailsOnce(says: RegExp, pictures: number): Promise<void> {
    const { code, message } = errorOf(await add(10));
    assert.equal(code, 'BAD_DATASET');
    assert.match(message, says);
    const { isNew, pictures: count, file } = resultOf(await add(10));
    assert.deepEqual({ isNew, pictures: count }, { isNew: true, pictures });
    assert.ok(existsSync(join(folder, file!)));
  }
  /** Asserts that images fail, also after the first. */
  async function assertFails(says: RegExp): Promise<void> {
    for (const grey of [2, 3]) {
      const { code, message } = errorOf(await add(grey));
      assert.equal(code, 'BAD_DATASET');
      assert.match(message, says);
    }
  }
  const LOST = /^Cannot write the dataset .*: the folder was removed or replaced while in use\. Put it back, or send/;

  it('is removed: the next image fails, and the one after it begins a new dataset', async () => {
    await load();
    await add(1);
    await add(2);
    rmSync(folder, { recursive: true });

    await assertFailsOnce(LOST, 1);
    await unloadFlow();
    assert.deepEqual([recordsIn(folder).length, annotated()], [1, 1]);
  });

  it('is removed after the last image: this is logged, and no folder is made', async () => {
    await load();
    await add(1);
    rmSync(folder, { recursive: true });
    const warned: string[] = [];
    nodeOf('export').warn = (text: string) => void warned.push(text);
    await delay(INDEX_WRITTEN_MS);
    await unloadFlow();

    assert.equal(warned.length, 1);
    assert.match(warned[0]!, LOST);
    assert.equal(existsSync(folder), false);
  });

  it('is removed, and the node closed after the error: no folder is made', async () => {
    await load();
    await add(1);
    rmSync(folder, { recursive: true });
    await add(2);
    await unloadFlow();

    assert.equal(existsSync(folder), false);
  });

  it('is replaced by another dataset: the next image fails, and later ones are added to it', async () => {
    await load();
    await add(1);
    await unloadFlow();
    cpSync(folder, join(parent.path, 'copy'), { recursive: true });
    await load();
    await add(2);
    renameSync(folder, join(parent.path, 'old'));
    renameSync(join(parent.path, 'copy'), folder);

    await assertFailsOnce(LOST, 2);
    assert.deepEqual([recordsIn(folder).length, recordsIn(join(parent.path, 'old')).length], [2, 2]);
  });

  it('is moved away and put back: the image that failed is added when it is sent again', async () => {
    await load();
    await add(1);
    renameSync(folder, join(parent.path, 'away'));
    const { code } = errorOf(await add(10));
    renameSync(join(parent.path, 'away'), folder);

    assert.equal(code, 'BAD_DATASET');
    assert.equal(resultOf(await add(10)).pictures, 2);
    assert.equal(recordsIn(folder).length, 2);
  });

  it('is a link that leads elsewhere now', async () => {
    const [first, second] = ['first', 'second'].map((name) => join(parent.path, name)) as [string, string];
    mkdirSync(first);
    mkdirSync(second);
    symlinkSync(first, folder);
    await load();
    await add(1);
    unlinkSync(folder);
    symlinkSync(second, folder);

    await assertFailsOnce(LOST, 1);
    assert.deepEqual([recordsIn(first).length, recordsIn(second).length], [1, 1]);
  });

  it('has lost its log', async () => {
    await load();
    await add(1);
    rmSync(join(folder, 'pictures.jsonl'));

    await assertFailsOnce(LOST, 1);
  });

  it('has lost its hidden folder: every image fails until the folder is emptied', async () => {
    await load();
    await add(1);
    rmSync(join(folder, '.grounded-sam'), { recursive: true });

    assert.match(errorOf(await add(2)).message, LOST);
    assert.match(errorOf(await add(2)).message, /^The folder is not a dataset: .* Choose an empty or a new folder$/);
    rmSync(folder, { recursive: true });
    assert.equal(resultOf(await add(2)).pictures, 1);
  });

  it('has a file where a folder must be', async () => {
    await load();
    await add(1);
    rmSync(join(folder, 'images'), { recursive: true });
    writeFileSync(join(folder, 'images'), '');

    const { code, message } = errorOf(await add(2));
    assert.deepEqual(
      [
        code,
        /\. Check the path, of which a part is missing or is not a folder\. Then send the image again$/.test(message),
      ],
      ['BAD_DATASET', true],
      message,
    );
    rmSync(join(folder, 'images'));
    assert.equal(resultOf(await add(2)).pictures, 1);
  });

  it('is read-only: images fail until it is writable', async function () {
    await load();
    await add(1);
    const own = join(folder, '.grounded-sam');
    // Root may write to any folder that is not immutable.
    const set = (isReadOnly: boolean) =>
      process.getuid?.() === 0
        ? spawnSync('chattr', [isReadOnly ? '+i' : '-i', own]).status === 0
        : spawnSync('chmod', [isReadOnly ? '555' : '755', own]).status === 0;
    if (!set(true)) this.skip();
    try {
      await assertFails(
        /^Cannot write the dataset .*: E.*\. Allow the user of this process to read and write there\. Then send the image again$/,
      );
    } finally {
      set(false);
    }
    assert.equal(resultOf(await add(2)).pictures, 2);
  });

  it('is removed at any moment: every image is written or fails, and later ones are written', async () => {
    await load({ busy: 'queue', queueLength: 1000 });
    const [out, caught] = [inbox('out'), inbox('caught')];
    const next = random(5);
    let sent = 0;
    for (let removal = 0; removal < 6; removal++) {
      for (let image = 0; image < 20; image++) send('export', { payload: shade(++sent), detections });
      await delay(next() * 100);
      while (!isRemoved(folder));
    }
    await until(() => out.messages.length + caught.messages.length === sent);
    for (const message of caught.messages) assert.equal(errorOf(message).code, 'BAD_DATASET', errorOf(message).message);
    await add(200);
    const { pictures } = resultOf(await add(201));
    await unloadFlow();

    assert.deepEqual([recordsIn(folder).length, annotated()], [pictures, pictures]);
    for (const message of out.messages.slice(-pictures)) assert.ok(existsSync(join(folder, resultOf(message).file!)));
  });

  describe('on a disk of its own', () => {
    beforeEach(function () {
      mkdirSync(folder);
      if (!mount('-t', 'tmpfs', '-o', 'size=400k', 'tmpfs', folder)) this.skip();
    });
    afterEach(async () => {
      await unloadFlow();
      spawnSync('umount', ['-l', folder]);
    });

    it('is unmounted: the next image fails', async () => {
      await load();
      await add(1);
      spawnSync('umount', ['-l', folder]);

      await assertFailsOnce(LOST, 1);
    });

    it('is full: images fail until there is space', async () => {
      await load();
      await add(1);
      const filler = join(folder, '.filler');
      spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1k', 'count=1000']);

      await assertFails(/^Cannot write the dataset .*ENOSPC.*\. Free disk space there\. Then send the image again$/);
      rmSync(filler);
      assert.equal(resultOf(await add(2)).pictures, 2);
      assert.equal(recordsIn(folder).length, 2);
    });
  });
});
