import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { writeIndexFiles } from '../../../src/dataset/folder';
import { writeManifest } from '../../../src/dataset/manifest';
import { publish, stage } from '../../../src/dataset/staging';
import { type DatasetFolder, openDatasetFolder } from '../../support/datasets';

const image = { path: 'images/train/1.png', content: 'an image' };

describe('a dataset folder that is removed while files are written', () => {
  let folder: DatasetFolder;
  beforeEach(() => {
    folder = openDatasetFolder();
  });
  afterEach(() => folder.remove());

  /** Content during which the folder is removed. */
  async function* removing(): AsyncIterable<string> {
    yield '{';
    rmSync(folder.path, { recursive: true });
    yield '}';
  }

  for (const [writes, write] of Object.entries({
    'index files': async () => {
      const index = ['annotations/train.json', 'labels.txt'].map((path) => ({ path, content: removing() }));
      await writeIndexFiles(folder.path, index);
    },
    'the manifest': async () => {
      rmSync(folder.path, { recursive: true });
      await writeManifest(folder.path, { version: 1, format: 'coco', created: '', classes: [] });
    },
    'files of an image': async () => {
      rmSync(folder.path, { recursive: true });
      await stage(folder.path, 0, [image]);
    },
    'files that are moved to their paths': async () => {
      await stage(folder.path, 0, [image]);
      rmSync(folder.path, { recursive: true });
      await publish(folder.path, 0);
    },
  })) {
    it(`is not made again by ${writes}`, async () => {
      await assert.rejects(write(), { code: 'ENOENT' });
      assert.equal(existsSync(folder.path), false);
    });
  }
});
