import assert from 'node:assert/strict';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openResultFile } from '../../../src/cli/result-file';

describe('openResultFile', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'result-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('makes missing folders, and no file before the results are there', async () => {
    const file = join(folder, 'a/b/tracks.txt');
    const { write } = await openResultFile(file);
    assert.deepEqual(readdirSync(join(folder, 'a/b')), []);

    await write('1');
    assert.equal(readFileSync(file, 'utf8'), '1');
    assert.deepEqual(readdirSync(join(folder, 'a/b')), ['tracks.txt']);
  });

  it('replaces the file behind a link, and keeps the link', async () => {
    writeFileSync(join(folder, 'old.txt'), 'old');
    symlinkSync('old.txt', join(folder, 'link.txt'));

    await (await openResultFile(join(folder, 'link.txt'))).write('new');
    assert.equal(readFileSync(join(folder, 'old.txt'), 'utf8'), 'new');
    assert.ok(lstatSync(join(folder, 'link.txt')).isSymbolicLink());
  });

  it('does not replace what is neither a file nor a folder, such as /dev/null', async function () {
    if (process.platform === 'win32') this.skip();
    const socket = join(folder, 'socket');
    const server = createServer();
    await new Promise<void>((done) => void server.listen(socket, done));
    try {
      await assert.rejects((await openResultFile(socket)).write('x'), /ENXIO/);
      assert.ok(lstatSync(socket).isSocket());
    } finally {
      server.close();
    }
  });

  for (const { name, path, message } of [
    { name: 'an empty name', path: () => '', message: /^--out must be a file, got ""$/ },
    { name: 'a folder', path: () => folder, message: /^--out must be a file, not a folder, got / },
    { name: 'a file below a file', path: () => join(folder, 'file/x'), message: /^--out cannot be written: .*file/ },
  ]) {
    it(`refuses ${name}`, async () => {
      writeFileSync(join(folder, 'file'), '');
      mkdirSync(join(folder, 'folder'));

      await assert.rejects(openResultFile(path()), { code: 'INVALID_INPUT', message });
    });
  }
});
