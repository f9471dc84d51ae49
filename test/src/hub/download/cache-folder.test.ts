import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeModel } from '../../../../src/hub/remove-model';
import { failureOf } from '../../../support/failures';
import { detector, detectorContent, type HubBench, openHubBench } from '../../../support/hub';
import { sha256 } from '../../../support/hub-server';
import { noise } from '../../../support/random';

const ADVICE = 'or choose another Model folder in the vision-engine, or another HF_HUB_CACHE$';
const fetchProcess = join(__dirname, '../../../support/fetch-process.js');
/** A user that may write nowhere, if this is root, who may write everywhere. */
const otherUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

describe('a cache folder that cannot be used', () => {
  let bench: HubBench;
  let home: string;
  const graph = noise(100_000);

  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent(graph));
    home = mkdtempSync(join(tmpdir(), 'unusable-'));
  });
  afterEach(async () => {
    rmSync(home, { recursive: true, force: true });
    await bench.close();
  });

  const assertNamed = async (modelFolder: string, code: string, advice: string): Promise<void> => {
    const start = performance.now();
    await assert.rejects(bench.open({ modelFolder }).fetch(detector('org/dino')), (error: Error & { code: string }) => {
      assert.equal(error.code, 'DOWNLOAD_FAILED');
      assert.ok(error.message.startsWith(`Cannot store models in ${modelFolder}: ${code}: `), error.message);
      assert.match(error.message, new RegExp(`\\. ${advice}, ${ADVICE}`));
      return true;
    });
    assert.ok(performance.now() - start < 10_000);
    assert.equal(bench.server.downloads.length, 0);
  };

  it('is named: it is a file', async () => {
    writeFileSync(join(home, 'models'), 'text');
    await assertNamed(join(home, 'models'), 'EEXIST', 'Check the path, of which a part is missing or is not a folder');
  });

  it('is named: it is below a file', async () => {
    writeFileSync(join(home, 'text'), 'text');
    await assertNamed(
      join(home, 'text/models'),
      'ENOTDIR',
      'Check the path, of which a part is missing or is not a folder',
    );
  });

  it('is named: no folder can be made there', async function () {
    if (process.platform !== 'linux') this.skip();
    await assertNamed('/proc/models', 'ENOENT', 'Check the path, of which a part is missing or is not a folder');
  });

  it('is named: a folder of the repository is a file', async () => {
    mkdirSync(join(bench.cacheFolder, 'models--org--dino'));
    writeFileSync(join(bench.cacheFolder, 'models--org--dino/blobs'), 'text');
    await assertNamed(bench.cacheFolder, 'EEXIST', 'Check the path, of which a part is missing or is not a folder');
  });

  it('is named when the file is complete: its name is a folder', async () => {
    mkdirSync(join(bench.cacheFolder, 'models--org--dino/blobs', sha256(graph), 'x'), { recursive: true });

    await assert.rejects(bench.open().fetch(detector('org/dino')), {
      code: 'DOWNLOAD_FAILED',
      message: /^Cannot store models in .*hub-cache-.*: E(ISDIR|NOTEMPTY|PERM|EXIST)/,
    });
  });

  /** The error of a process with this folder as cache. */
  async function errorOf(command: string, args: readonly string[], folder: string, user = {}): Promise<string> {
    const env = { ...process.env, HF_ENDPOINT: bench.server.url, HF_HUB_CACHE: folder };
    const ended = promisify(execFile)(command, args, { env, ...user, timeout: 30_000 });
    return (await failureOf<{ stderr: string }>(ended)).stderr;
  }

  it('is named: the user may not write there', async function () {
    if (process.platform === 'win32') this.skip();
    chmodSync(home, 0o555);

    assert.match(
      await errorOf(process.execPath, [fetchProcess], home, otherUser),
      new RegExp(
        `^DOWNLOAD_FAILED: Cannot store models in ${home}: EACCES: permission denied, .*` +
          `\\. Allow the user of this process to read and write there, ${ADVICE}`,
        'm',
      ),
    );
    assert.equal(bench.server.downloads.length, 0);
  });

  /** Mounts a file system in a namespace of its own, which needs no rights where user namespaces are allowed. */
  const mounted = (options: string): [string, string[]] => [
    'unshare',
    [
      '-rm',
      'sh',
      '-c',
      `mount -t tmpfs -o ${options} none "$HF_HUB_CACHE" && exec "$0" "$1"`,
      process.execPath,
      fetchProcess,
    ],
  ];
  const full = [
    { name: 'its disk is full', options: 'size=100m,nr_inodes=4', code: 'ENOSPC', advice: 'Free disk space there' },
    { name: 'its disk is read-only', options: 'ro', code: 'EROFS', advice: 'The disk is read-only' },
  ];
  for (const { name, options, code, advice } of full) {
    it(`is named: ${name}`, async function () {
      if (!canMount()) this.skip();

      const [command, args] = mounted(options);
      assert.match(
        await errorOf(command, args, home),
        new RegExp(`^DOWNLOAD_FAILED: Cannot store models in ${home}: ${code}: .*\\. ${advice}, ${ADVICE}`, 'm'),
      );
    });
  }

  it('is named when a model cannot be removed from it', async function () {
    if (process.platform !== 'linux') this.skip();
    await bench.open().fetch(detector('org/dino'));
    const listing = readdirSync(join(bench.cacheFolder, 'models--org--dino/.grounded-sam/listings'))[0]!;
    const file = join(bench.cacheFolder, 'models--org--dino/.grounded-sam/listings', listing);
    rmSync(file);
    mkdirSync(file);

    await assert.rejects(removeModel('org/dino', { modelFolder: bench.cacheFolder }), {
      code: 'DOWNLOAD_FAILED',
      message: /^Cannot store models in /,
    });
  });
});

function canMount(): boolean {
  try {
    execFileSync('unshare', ['-rm', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
