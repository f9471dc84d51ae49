import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFileLockHeld, lockHolder, takeFileLock } from '../../../src/files/file-lock';
import { processStart } from '../../../src/files/process-start';
import { writeWholeFile } from '../../../src/files/whole-file';
import { until } from '../../support/until';

describe('files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  describe('a file that is written completely or not at all', () => {
    it('is written from streamed texts into folders that do not exist yet', async () => {
      async function* texts() {
        for (let index = 0; index < 300_000; index++) yield `${index}\n`;
      }
      const file = join(folder, 'a/b/numbers.txt');
      await writeWholeFile(file, texts());

      const lines = readFileSync(file, 'utf8').split('\n');
      assert.deepEqual([lines.length, lines[0], lines.at(-2)], [300_001, '0', '299999']);
    });

    it('keeps its old content if the new content fails, and leaves no other file', async () => {
      async function* broken() {
        yield 'half';
        throw new Error('no more');
      }
      const file = join(folder, 'text.txt');
      await writeWholeFile(file, 'before');

      await assert.rejects(writeWholeFile(file, broken()), { message: 'no more' });
      assert.equal(readFileSync(file, 'utf8'), 'before');
      assert.deepEqual(readdirSync(folder), ['text.txt']);
    });
  });

  describe('a lock', () => {
    const lock = () => join(folder, 'lock');

    it('has one holder, which it names, until it is released', async () => {
      const release = await takeFileLock(lock());

      assert.equal(await takeFileLock(lock()), undefined);
      assert.equal(await lockHolder(lock()), `process ${process.pid} on ${hostname()}`);
      await release!();
      assert.equal(existsSync(lock()), false);
      await (await takeFileLock(lock()))!();
    });

    for (const [holder, content, ageMs] of [
      ['a process that ended', `999999999 ${hostname()} token`, 0],
      ['an earlier process with the same id', `${process.pid} ${hostname()} token`, 0],
      ['an earlier process whose id another process has', `${process.ppid} ${hostname()} token boot/123`, 0],
      ['another host without a heartbeat', '1 elsewhere token', 60_000],
      ['a process that was killed before it wrote its id', '', 2000],
    ] as const) {
      it(`is taken over from ${holder}`, async () => {
        writeFileSync(lock(), content);
        const then = new Date(Date.now() - ageMs);
        utimesSync(lock(), then, then);

        const release = await takeFileLock(lock());
        assert.ok(release);
        await release();
        assert.deepEqual(readdirSync(folder), []);
      });
    }

    for (const [holder, content, ageMs] of [
      ['another host with a heartbeat', '1 elsewhere token', 0],
      ['a process that is alive', `${process.ppid} ${hostname()} token ${processStart(process.ppid)}`, 0],
      ['a process that is alive and silent', `${process.ppid} ${hostname()} token ${processStart(process.ppid)}`, 6e7],
      ['a process that is alive, with a lock of version 0.1.0', `${process.ppid} ${hostname()} token`, 6e7],
    ] as const) {
      it(`is left to ${holder}`, async function () {
        if (ageMs > 0 && process.platform === 'win32') this.skip();
        writeFileSync(lock(), content);
        const then = new Date(Date.now() - ageMs);
        utimesSync(lock(), then, then);

        assert.equal(await takeFileLock(lock()), undefined);
        assert.equal(readFileSync(lock(), 'utf8'), content);
      });
    }

    it('is left to a stopped process however long it is silent, and taken over when that is killed', async function () {
      if (process.platform === 'win32') this.skip();
      const script = `require(${JSON.stringify(require.resolve('../../../src/files/file-lock'))})
        .takeFileLock(${JSON.stringify(lock())}).then(() => { console.log('held'); setInterval(() => {}, 1000); });`;
      const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exit = once(holder, 'exit');
      try {
        await once(holder.stdout, 'data');
        holder.kill('SIGSTOP');
        const longAgo = new Date(Date.now() - 3_600_000);
        utimesSync(lock(), longAgo, longAgo);

        assert.equal(await takeFileLock(lock()), undefined);
        assert.equal(await lockHolder(lock()), `process ${holder.pid} on ${hostname()}`);
      } finally {
        holder.kill('SIGKILL');
        await exit;
      }
      await (await takeFileLock(lock()))!();
    });

    it('is no longer held if its file is removed or taken over, and is then left to its new holder', async () => {
      const release = await takeFileLock(lock());
      assert.equal(await isFileLockHeld(lock()), true);

      rmSync(lock());
      assert.equal(await isFileLockHeld(lock()), false);
      writeFileSync(lock(), '1 elsewhere token');
      assert.equal(await isFileLockHeld(lock()), false);
      await release!();

      assert.equal(readFileSync(lock(), 'utf8'), '1 elsewhere token');
    });

    it('is taken over from a zombie, whose parent does not reap it', async function () {
      if (process.platform !== 'linux') this.skip();
      // The child ends once its parent has become `sleep`: a shell would reap it.
      const child = 'until grep -q sleep /proc/$PPID/comm; do sleep 0.01; done';
      const script = `sh -c '${child}' & echo $!; exec sleep 60`;
      const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [output] = (await once(parent.stdout, 'data')) as [Buffer];
      const zombie = Number(output);
      try {
        await until(() => / Z /.test(readFileSync(`/proc/${zombie}/stat`, 'latin1')));
        writeFileSync(lock(), `${zombie} ${hostname()} token`);

        const release = await takeFileLock(lock());
        assert.ok(release);
        await release();
      } finally {
        parent.kill();
      }
    });

    it('is taken over by only one of many callers', async () => {
      writeFileSync(lock(), `999999999 ${hostname()} token`);

      const taken = await Promise.all(Array.from({ length: 20 }, () => takeFileLock(lock())));
      assert.equal(taken.filter(Boolean).length, 1);
      await taken.find(Boolean)!();
    });
  });
});
