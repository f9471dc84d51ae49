import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../support/processes';
import { until } from '../../support/until';

const dist = join(process.cwd(), 'dist');

/** A program that forks a child and writes the pid of the child when it works. SIGUSR2 and a line of input end it, too. */
const program = (work: string): string => `
  const { forkChild } = require(${JSON.stringify(join(dist, 'src/process/fork-child'))});
  const child = forkChild(${JSON.stringify(join(dist, 'test/support/child-process.js'))});
  child.send(${JSON.stringify(work)});
  child.on('message', () => process.stdout.write(child.pid + '\\n'));
  process.on('SIGUSR2', () => process.exit(0));
  process.stdin.on('data', () => { throw new Error('a bug'); });`;

const LIMIT_MS = 2000;

interface Family {
  readonly parent: ChildProcess;
  /** Of the child. */
  readonly pid: number;
}

async function startFamily(work: string): Promise<Family> {
  const parent = spawn(process.execPath, ['-e', program(work)], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  return { parent, pid: Number(line.toString()) };
}

/** Milliseconds that the child lives longer than its parent. */
async function survival({ parent, pid }: Family, end: () => void): Promise<number> {
  assert.ok(isAlive(pid));
  end();
  if (parent.exitCode === null && parent.signalCode === null) await once(parent, 'exit');
  const start = performance.now();
  await until(() => !isAlive(pid));
  return performance.now() - start;
}

describe('a forked child ends with its parent', () => {
  const works = ['idle', 'a loop', 'a regular expression', 'sleep'];
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL', 'SIGUSR2'] as const;
  for (const signal of signals) {
    it(`that ${signal} ended, whatever the child does`, async () => {
      const families = await Promise.all(works.map(startFamily));

      const times = await Promise.all(families.map((family) => survival(family, () => family.parent.kill(signal))));

      assert.ok(Math.max(...times) < LIMIT_MS, `${works.join(', ')} survived ${times.join(', ')} ms`);
    });
  }

  it('that died of an error', async () => {
    const family = await startFamily('a loop');

    assert.ok((await survival(family, () => family.parent.stdin?.write('\n'))) < LIMIT_MS);
  });

  it('that exited, also if the child is stopped', async () => {
    const family = await startFamily('idle');
    process.kill(family.pid, 'SIGSTOP');

    assert.ok((await survival(family, () => family.parent.kill('SIGUSR2'))) < LIMIT_MS);
  });

  it('that was killed, as soon as a stopped child continues', async () => {
    const family = await startFamily('a loop');
    process.kill(family.pid, 'SIGSTOP');
    family.parent.kill('SIGKILL');
    await once(family.parent, 'exit');

    assert.ok((await survival(family, () => process.kill(family.pid, 'SIGCONT'))) < LIMIT_MS);
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    it(`and not before it, by a ${signal} to the group`, async () => {
      const { parent, pid } = await startFamily('idle');

      process.kill(pid, signal);
      await new Promise((resolve) => setTimeout(resolve, 100));

      assert.ok(isAlive(pid));
      parent.kill('SIGKILL');
    });
  }
});

describe('the output of a forked child', () => {
  it('is shown as standard error, without the lines to ignore', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fork-'));
    const file = join(folder, 'child.js');
    writeFileSync(
      file,
      "console.log('one'); console.error('Warning: a\\ntwo'); console.error('no Warning: b'); process.disconnect();",
    );
    const forkFile = JSON.stringify(join(dist, 'src/process/fork-child'));
    const code = `require(${forkFile}).forkChild(${JSON.stringify(file)}, process.env, false, /^Warning/)`;

    const parent = spawn(process.execPath, ['-e', code]);
    const text = { out: '', error: '' };
    parent.stdout.on('data', (data) => {
      text.out += data;
    });
    parent.stderr.on('data', (data) => {
      text.error += data;
    });
    await once(parent, 'close');
    rmSync(folder, { recursive: true });

    assert.equal(text.out, '');
    assert.deepEqual(text.error.trim().split('\n').sort(), ['no Warning: b', 'one', 'two']);
  });
});
