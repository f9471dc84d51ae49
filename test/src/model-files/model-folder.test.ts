import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dtypes } from '../../../src/model-files/dtype';
import { demoFolder, graphChoices, readModelJson } from '../../../src/model-files/model-folder';
import { type ModelFolders, openModelFolders } from '../../support/model-folders';

let folders: ModelFolders;
before(() => {
  folders = openModelFolders();
});
after(() => folders.remove());

describe('demoFolder', () => {
  for (const task of ['detector', 'segmenter'] as const) {
    it(`has the built-in ${task}`, () => {
      assert.ok(graphChoices(demoFolder(task), task, dtypes)[0].graphs.length > 0);
    });
  }
});

describe('readModelJson', () => {
  it('reads a file of the folder', async () => {
    const folder = folders.with('json');
    writeFileSync(join(folder, 'config.json'), '{"max_text_len": 256}');

    assert.deepEqual(await readModelJson(folder, 'config.json'), { max_text_len: 256 });
  });

  it('returns the fallback only if the file is missing', async () => {
    const folder = folders.with('fallback');
    writeFileSync(join(folder, 'there.json'), '{}');

    assert.deepEqual(await readModelJson(folder, 'missing.json', { a: 1 }), { a: 1 });
    assert.deepEqual(await readModelJson(folder, 'there.json', { a: 1 }), {});
  });

  it('reads from the first of several folders that has it', async () => {
    const [own, companion] = [folders.with('own'), folders.with('companion')];
    writeFileSync(join(own, 'config.json'), '{"of": "own"}');
    for (const name of ['config.json', 'tokenizer.json']) writeFileSync(join(companion, name), '{"of": "companion"}');

    assert.deepEqual(await readModelJson([own, companion], 'config.json'), { of: 'own' });
    assert.deepEqual(await readModelJson([own, companion], 'tokenizer.json'), { of: 'companion' });
  });

  it('refuses a missing file by its path', async () => {
    const folder = folders.with('missing');

    await assert.rejects(readModelJson(folder, 'tokenizer.json'), {
      code: 'MODEL_NOT_FOUND',
      message: `The model has no ${join(folder, 'tokenizer.json')}`,
    });
  });

  it('refuses broken JSON by its path, with or without a fallback', async () => {
    const folder = folders.with('broken');
    writeFileSync(join(folder, 'config.json'), '{"max_text_len": ');
    const refusal = { code: 'MODEL_UNSUPPORTED', message: /^Invalid JSON in .*[\\/]broken[\\/]config\.json: / };

    await assert.rejects(readModelJson(folder, 'config.json'), refusal);
    await assert.rejects(readModelJson(folder, 'config.json', {}), refusal);
  });
});
