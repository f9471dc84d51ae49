import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inputFiles } from '../../../src/cli/input-files';

describe('input files', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'grounded-sam-pictures-'));
    const files = [
      'b.JPG',
      'a.png',
      'notes.txt',
      '.hidden.png',
      '.git/c.png',
      'sub/d.webp',
      'sub/deep/e.tiff',
      'out/f.jpg',
      '[1].png',
      'empty/notes.txt',
    ];
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), '');
    }
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const names = async (...operands: string[]): Promise<string[]> => {
    const found = await inputFiles(
      operands.map((operand) => join(root, operand)),
      join(root, 'out'),
    );
    return found.map(({ name }) => name);
  };

  it('a folder gives the images below it, sorted, without hidden files and the output folder', async () => {
    assert.deepEqual(await names(''), ['[1].png', 'a.png', 'b.JPG', 'sub/d.webp', 'sub/deep/e.tiff']);
  });

  it('the output folder gives its images if it is an operand itself', async () => {
    assert.deepEqual(await names('out'), ['f.jpg']);
  });

  it('a pattern gives its matches, with names relative to its fixed part', async () => {
    assert.deepEqual(await names('sub/**/*.{webp,tiff}'), ['d.webp', 'deep/e.tiff']);
    assert.deepEqual(await names('*'), ['[1].png', 'a.png', 'b.JPG']);
  });

  it('an existing file with wildcards in its name is not a pattern', async () => {
    assert.deepEqual(await names('[1].png'), ['[1].png']);
  });

  it('a folder gives images with each extension of JPEG, in upper and lower case', async () => {
    mkdirSync(join(root, 'jpeg'));
    const files = ['a.jpg', 'b.JPEG', 'c.jpe', 'd.JFIF', 'e.jfif'];
    for (const file of files) writeFileSync(join(root, 'jpeg', file), '');

    assert.deepEqual(await names('jpeg'), files);
  });

  for (const folder of ['[2024] trip', 'a*b', 'what?', '{a,b}', '[a-']) {
    it(`a pattern below the existing folder ${folder} gives its matches`, async function () {
      if (process.platform === 'win32' && /[*?]/.test(folder)) return this.skip();
      mkdirSync(join(root, folder, 'deep'), { recursive: true });
      writeFileSync(join(root, folder, 'x.jpg'), '');
      writeFileSync(join(root, folder, 'deep/y.png'), '');

      assert.deepEqual(await names(`${folder}/*.jpg`), ['x.jpg']);
      assert.deepEqual(await names(`${folder}/**/*.{jpg,png}`), ['deep/y.png', 'x.jpg']);
      assert.deepEqual(await names(folder), ['deep/y.png', 'x.jpg']);
    });
  }

  it('a file operand may have any extension, be hidden or be missing', async () => {
    assert.deepEqual(await names('notes.txt', '.hidden.png', 'gone.jpg'), ['notes.txt', '.hidden.png', 'gone.jpg']);
  });

  it('keeps the order of the operands and lists each file once', async () => {
    assert.deepEqual(await names('sub/d.webp', 'sub', 'a.png', '*.png'), ['d.webp', 'deep/e.tiff', 'a.png', '[1].png']);
  });

  it('follows links to files, but not to folders, which may form a cycle', async () => {
    symlinkSync(join(root, 'a.png'), join(root, 'sub/link.png'));
    symlinkSync(join(root, 'gone.png'), join(root, 'sub/broken.png'));
    symlinkSync(root, join(root, 'sub/circle'));

    assert.deepEqual(await names('sub'), ['d.webp', 'deep/e.tiff', 'link.png']);
  });

  it('names a folder or pattern without images', async () => {
    await assert.rejects(names('a.png', 'empty'), /^No image in .*empty: images end in/);
    await assert.rejects(names('**/*.txt'), /^No image matches .*\*\*\/\*\.txt: images end in/);
    await assert.rejects(names('gone/*.png'), /folder cannot be read: ENOENT/);
  });
});
