import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { graphFiles, modelFolder, readModelJson } from '../../../src/hub/model-folder';
import { type ModelFolders, openModelFolders } from '../../support/model-folders';

let folders: ModelFolders;
before(() => {
  folders = openModelFolders();
});
after(() => folders.remove());

describe('modelFolder', () => {
  for (const task of ['detector', 'segmenter'] as const) {
    it(`finds the built-in ${task}, wherever folders begin`, () => {
      const folder = modelFolder({ model: 'demo', baseFolder: folders.base }, task);

      assert.ok(existsSync(join(folder, 'onnx')));
      assert.ok(graphFiles(folder, task, 'auto').files.length > 0);
    });
  }

  it('finds a folder by its whole path', () => {
    const folder = folders.with('absolute');

    assert.equal(modelFolder({ model: folder, baseFolder: '/elsewhere' }, 'detector'), folder);
  });

  it('finds a folder from where folders begin', () => {
    const folder = folders.with('models/tiny');

    assert.equal(modelFolder({ model: 'models/tiny', baseFolder: folders.base }, 'segmenter'), folder);
    assert.equal(modelFolder({ model: './models/../models/tiny/', baseFolder: folders.base }, 'segmenter'), folder);
  });

  it('refuses a folder that is not there, by its whole path, and says what to give', () => {
    assert.throws(() => modelFolder({ model: 'models/none', baseFolder: folders.base }, 'detector'), {
      code: 'MODEL_NOT_FOUND',
      message: `There is no model folder ${resolve(folders.base, 'models/none')}: give "demo", or the path of a folder in the Hugging Face layout (config.json, onnx/*.onnx)`,
    });
  });
});

describe('readModelJson', () => {
  it('reads a file of the folder', async () => {
    const folder = folders.with('json');
    writeFileSync(join(folder, 'config.json'), '{"max_text_len": 256}');

    assert.deepEqual(await readModelJson(folder, 'config.json'), { max_text_len: 256 });
  });

  it('gives the fallback only where the file is missing', async () => {
    const folder = folders.with('fallback');
    writeFileSync(join(folder, 'there.json'), '{}');

    assert.deepEqual(await readModelJson(folder, 'missing.json', { a: 1 }), { a: 1 });
    assert.deepEqual(await readModelJson(folder, 'there.json', { a: 1 }), {});
  });

  it('refuses a missing file by its path', async () => {
    const folder = folders.with('missing');

    await assert.rejects(readModelJson(folder, 'tokenizer.json'), {
      code: 'MODEL_NOT_FOUND',
      message: `The model lacks ${join(folder, 'tokenizer.json')}`,
    });
  });

  it('refuses broken JSON by its path, with or without a fallback', async () => {
    const folder = folders.with('broken');
    writeFileSync(join(folder, 'config.json'), '{"max_text_len": ');
    const refusal = { code: 'MODEL_UNSUPPORTED', message: /[\\/]broken[\\/]config\.json is not valid JSON: / };

    await assert.rejects(readModelJson(folder, 'config.json'), refusal);
    await assert.rejects(readModelJson(folder, 'config.json', {}), refusal);
  });
});
