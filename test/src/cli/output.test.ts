import assert from 'node:assert/strict';
import { join } from 'node:path';
import { drawnPictures, type OutputLocation } from '../../../src/cli/output';

const location: OutputLocation = { kind: 'folder', folder: 'found', ending: '-masks.jpg', format: 'jpeg' };

const filesOf = (pictures: Readonly<Record<string, string>>): string[] =>
  drawnPictures(
    location,
    Object.entries(pictures).map(([path, name]) => ({ path, name })),
  ).map(({ out }) => out);

describe('output files', () => {
  it('keep the subfolders of the inputs', () => {
    assert.deepEqual(filesOf({ 'in/a.jpg': 'a.jpg', 'in/b/a.jpg': 'b/a.jpg' }), [
      join('found', 'a-masks.jpg'),
      join('found', 'b/a-masks.jpg'),
    ]);
  });

  it('keep the extension of inputs that have the same name without it', () => {
    assert.deepEqual(filesOf({ 'a.jpg': 'a.jpg', 'a.png': 'a.png', 'b.png': 'b.png' }), [
      join('found', 'a.jpg-masks.jpg'),
      join('found', 'a.png-masks.jpg'),
      join('found', 'b-masks.jpg'),
    ]);
  });

  it('are refused if two inputs have the same one', () => {
    assert.throws(
      () => filesOf({ 'x/a.jpg': 'a.jpg', 'y/a.jpg': 'a.jpg' }),
      /^2 images have the same output file found.a\.jpg-masks\.jpg: x\/a\.jpg, y\/a\.jpg\. Name the folder above/,
    );
  });

  it('are not used as inputs', () => {
    const drawn = join('found', 'a-masks.jpg');

    assert.deepEqual(filesOf({ 'found/a.jpg': 'a.jpg', [drawn]: 'a-masks.jpg' }), [drawn]);
  });
});
