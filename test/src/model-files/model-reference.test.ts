import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { catalogueEntry } from '../../../src/model-files/catalogue';
import type { RequestedDtype } from '../../../src/model-files/dtype';
import { modelReference, resolveModel } from '../../../src/model-files/model-reference';
import type { ModelTask } from '../../../src/model-files/model-request';
import { type ModelFolders, openModelFolders } from '../../support/model-folders';

let folders: ModelFolders;
before(() => {
  folders = openModelFolders();
});
after(() => folders.remove());

describe('modelReference', () => {
  const repositories = [
    { model: 'org/name', repository: 'org/name', revision: 'main', file: undefined },
    { model: 'org/name.v2-x_y@refs/pr/1', repository: 'org/name.v2-x_y', revision: 'refs/pr/1', file: undefined },
    { model: 'org/name:onnx/model_q4.onnx', repository: 'org/name', revision: 'main', file: 'onnx/model_q4.onnx' },
    { model: 'org/name@v1.0:m.onnx', repository: 'org/name', revision: 'v1.0', file: 'm.onnx' },
    {
      model: 'slimsam-77',
      repository: 'Xenova/slimsam-77-uniform',
      revision: 'boxes',
      file: undefined,
    },
    {
      model: 'mtbui2010/grounding-dino-tiny-fixedmask-ONNX',
      repository: 'mtbui2010/grounding-dino-tiny-fixedmask-ONNX',
      revision: 'main',
      file: 'model-fixedmask.onnx',
    },
  ];
  for (const { model, ...expected } of repositories) {
    it(`takes ${model} for a repository`, () => {
      const reference = modelReference(model, folders.base);
      assert.ok(reference.kind === 'hub');
      const { repository, revision, file } = reference;
      assert.deepEqual({ repository, revision, file }, expected);
    });
  }

  it('has the catalogue entry of a repository', () => {
    const reference = modelReference('ZumaInnovations/zuma-ground-base-onnx', folders.base);

    assert.ok(reference.kind === 'hub');
    assert.equal(reference.entry, catalogueEntry('grounding-dino-base'));
  });

  it('has the entry of the branch or commit, of a repository with several', () => {
    const ids = ['', '@main', '@boxes', `@${catalogueEntry('slimsam-77-points')!.source!.revision}`].map((revision) => {
      const reference = modelReference(`Xenova/slimsam-77-uniform${revision}`, folders.base);
      return reference.kind === 'hub' ? reference.entry?.id : undefined;
    });

    assert.deepEqual(ids, ['slimsam-77-points', 'slimsam-77-points', 'slimsam-77', 'slimsam-77-points']);
  });

  it('takes demo for the built-in models', () => {
    assert.deepEqual(modelReference('demo', folders.base), {
      kind: 'built-in',
      entry: catalogueEntry('demo'),
    });
  });

  it('takes an existing folder for itself, however it is written', () => {
    const folder = folders.with('models/tiny');
    const ways = [folder, 'models/tiny', './models/tiny', './models/../models/tiny/'];

    assert.deepEqual(
      ways.map((model) => modelReference(model, folders.base)),
      ways.map(() => ({ kind: 'folder', folder })),
    );
  });

  const missing = ['./models/none', '../none', '/no/such/folder', '~/no-such-folder', 'no-such-model', 'a/b/c', '..'];
  for (const model of missing.filter((one) => one !== '..')) {
    it(`refuses ${model}, which does not exist, by its full path`, () => {
      const folder = resolve(folders.base, model.replace('~', homedir()));

      assert.throws(() => modelReference(model, folders.base), {
        code: 'MODEL_NOT_FOUND',
        message: new RegExp(`^There is no model folder ${folder.replaceAll(/[^\w/]/g, '\\$&')}\\. Use "demo", `),
      });
    });
  }

  it('refuses names that lead out of the cache', () => {
    for (const model of ['org/..', '../..@x', 'a..b/c', 'org/name@../../x', 'org/name:../x.onnx']) {
      assert.throws(() => modelReference(model, join(folders.base, 'none')), { code: 'MODEL_NOT_FOUND' });
    }
  });
});

describe('the key of a model', () => {
  const keyOf = (model: string, dtype: RequestedDtype = 'auto', task: ModelTask = 'detector') =>
    resolveModel(task, { model, dtype, baseFolder: folders.base }).key;

  it('is equal for every way to write a folder', () => {
    const folder = folders.with('models/one');
    symlinkSync(folder, join(folders.base, 'link'), 'junction');
    const ways = [folder, 'models/one', './models/one', './models/../models/one/', 'link'];

    assert.equal(new Set(ways.map((model) => keyOf(model))).size, 1);
  });

  it('is equal for a catalogue id and its repository at the same revision', () => {
    const { repository, revision } = catalogueEntry('edgetam')!.source!;

    assert.equal(keyOf('edgetam', 'auto', 'segmenter'), keyOf(`${repository}@${revision}`, 'auto', 'segmenter'));
  });

  it('differs by task, precision, folder, revision and file', () => {
    folders.with('models/two');
    const keys = [
      keyOf('demo'),
      keyOf('demo', 'fp16'),
      keyOf('demo', 'auto', 'segmenter'),
      keyOf('models/one'),
      keyOf('models/two'),
      keyOf('org/a'),
      keyOf('org/a@v2'),
      keyOf('org/a:model_q4.onnx'),
    ];

    assert.equal(new Set(keys).size, keys.length);
  });
});
