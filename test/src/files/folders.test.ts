import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeFileLock } from '../../../src/files/file-lock';
import { makeFolder } from '../../../src/files/make-folder';
import { writeWholeFile } from '../../../src/files/whole-file';

describe('makeFolder', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'folders-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('makes the folders above it, also if several calls make the same ones', async () => {
    const folders = Array.from({ length: 20 }, (_, index) => join(home, 'a/b/c', String(index % 3)));

    await Promise.all(folders.map((folder) => makeFolder(folder)));

    assert.ok(folders.every((folder) => statSync(folder).isDirectory()));
  });

  it('gives new folders the requested permissions', async function () {
    if (process.platform === 'win32') this.skip();
    await makeFolder(join(home, 'own/inner'), { mode: 0o700 });

    assert.equal(statSync(join(home, 'own')).mode & 0o777, 0o700);
    assert.equal(statSync(join(home, 'own/inner')).mode & 0o777, 0o700);
  });

  it('fails if a part of the path is a file', async () => {
    writeFileSync(join(home, 'file'), '');

    await assert.rejects(makeFolder(join(home, 'file')), { code: 'EEXIST' });
    await assert.rejects(makeFolder(join(home, 'file/a/b')), { code: 'ENOTDIR' });
  });

  it('does not make the folder in which it works, nor those above it', async () => {
    const within = join(home, 'gone/data');
    for (const folder of [within, join(within, 'a'), join(within, 'a/b')]) {
      await assert.rejects(makeFolder(folder, { within }), { code: 'ENOENT' });
    }
    assert.equal(existsSync(join(home, 'gone')), false);

    await makeFolder(within);
    await makeFolder(join(within, 'a/b'), { within });
    assert.ok(existsSync(join(within, 'a/b')));
  });

  it('fails where no folder can be made, and so does every writer', async function () {
    if (!existsSync('/proc/self')) this.skip();

    await assert.rejects(makeFolder('/proc/a/b'), { code: 'ENOENT' });
    await assert.rejects(writeWholeFile('/proc/a/b', 'text'), { code: 'ENOENT' });
    await assert.rejects(takeFileLock('/proc/a/b'), { code: 'ENOENT' });
  });
});
