import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Engine, type ModelTask, openEngine } from '../../../src';
import { assertKeepsSecret, failureOf } from '../../support/failures';
import { goldenFile } from '../../support/goldens';
import { graphWithData } from '../../support/graph-with-data';
import { sha256 } from '../../support/hub-server';

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4'.repeat(64)}\nsize 134084864\n`;

describe('the files of a model folder', () => {
  let engine: Engine;
  let base: string;
  let folder: string;

  before(() => {
    base = mkdtempSync(join(tmpdir(), 'model-files-'));
    engine = openEngine('model files', { graceMs: 0, device: 'cpu', modelFolder: join(base, 'cache') });
  });
  after(async () => {
    await engine.close();
    rmSync(base, { recursive: true, force: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function copyOf(golden: string): void {
    folder = join(mkdtempSync(join(base, 'model-')), 'model');
    cpSync(goldenFile(golden), folder, { recursive: true });
  }
  const load = (task: ModelTask, model = folder) => engine.load(task, { model, dtype: 'fp32', baseFolder: '.' });

  const pointers = [
    { task: 'detector', golden: 'grounding-dino-fixed', file: 'onnx/model.onnx' },
    { task: 'detector', golden: 'grounding-dino-fixed', file: 'tokenizer.json' },
    { task: 'detector', golden: 'grounding-dino-fixed', file: 'tokenizer_config.json' },
    { task: 'detector', golden: 'grounding-dino-fixed', file: 'config.json' },
    { task: 'detector', golden: 'grounding-dino-fixed', file: 'preprocessor_config.json' },
    { task: 'segmenter', golden: 'sam2', file: 'preprocessor_config.json' },
    { task: 'segmenter', golden: 'sam2-external-data', file: 'onnx/vision_encoder.onnx' },
    { task: 'segmenter', golden: 'sam2-external-data', file: 'onnx/vision_encoder.onnx_data' },
    { task: 'segmenter', golden: 'sam2-external-data', file: 'onnx/prompt_encoder_mask_decoder.onnx' },
    { task: 'segmenter', golden: 'sam2-external-data', file: 'onnx/prompt_encoder_mask_decoder.onnx_data' },
  ] as const;
  for (const { task, golden, file } of pointers) {
    it(`may be pointers of git-lfs: the error names the file and the command: ${file} of ${golden}`, async () => {
      copyOf(golden);
      writeFileSync(join(folder, file), POINTER);

      const { code, message } = await failureOf(load(task));

      assert.equal(code, 'MODEL_UNSUPPORTED');
      assert.equal(
        message,
        `Only a git-lfs pointer is in ${join(folder, file)}. Install git-lfs, and run "git lfs pull" in the model's folder`,
      );
    });
  }

  it('may be pointers of git-lfs: external data whose name is unusual', async () => {
    copyOf('sam2');
    writeFileSync(join(folder, 'onnx/vision_encoder.onnx'), graphWithData('weights.bin', 'initializer', 1000));
    writeFileSync(join(folder, 'onnx/weights.bin'), POINTER);

    assert.match((await failureOf(load('segmenter'))).message, /^Only a git-lfs pointer is in .*weights\.bin\./);
  });

  it('may have a pointer of git-lfs that is not needed: the error has the real reason', async () => {
    copyOf('sam2-external-data');
    writeFileSync(join(folder, 'onnx/vision_encoder_fp16.onnx_data'), POINTER);
    writeFileSync(join(folder, 'onnx/vision_encoder.onnx'), 'damaged');

    assert.match((await failureOf(load('segmenter'))).message, /^The model cannot be opened: .*vision_encoder\.onnx: /);
  });

  const SECRET = 'secret of this machine';
  const outside = (): string => join(folder, '..', 'secret');
  const locations: { name: string; location: () => string; link?: string }[] = [
    { name: 'the folder above', location: () => '../outside' },
    { name: 'folders above', location: () => '../../secret' },
    { name: 'a folder above, on a detour', location: () => './sub/../../../secret' },
    { name: 'an absolute path', location: outside },
    { name: '/etc/passwd', location: () => `${'../'.repeat(20)}etc/passwd` },
    { name: 'a link to a file outside', location: () => 'link', link: '../../secret' },
    { name: 'a link to a folder outside', location: () => 'link/secret', link: '../..' },
  ];
  for (const { name, location, link } of locations) {
    for (const as of ['initializer', 'constant'] as const) {
      it(`cannot have external data outside the folder: ${name}, named by the ${as}`, async function () {
        if (process.platform === 'win32') this.skip();
        copyOf('sam2');
        mkdirSync(join(folder, 'onnx/sub'));
        for (const file of [outside(), join(folder, 'outside')]) writeFileSync(file, SECRET);
        if (link !== undefined) symlinkSync(link, join(folder, 'onnx/link'));
        const graph = join(folder, 'onnx/vision_encoder.onnx');
        writeFileSync(graph, graphWithData(location(), as));

        const failure = await failureOf(load('segmenter'));

        assert.equal(failure.code, 'MODEL_UNSUPPORTED');
        assert.equal(
          failure.message,
          `The model cannot be opened: ${graph}: it names external data outside its folder, which is never read. ` +
            'Put the data next to the graph',
        );
        assertKeepsSecret(failure, SECRET);
      });
    }
  }

  /** Moves the files of `onnx/` to `blobs`, as the cache of the hub has them. */
  function asHubCache(): string {
    copyOf('sam2-external-data');
    const blobs = join(folder, '..', 'blobs');
    mkdirSync(blobs);
    const snapshot = join(folder, '..', 'snapshots', 'commit');
    mkdirSync(join(snapshot, 'onnx'), { recursive: true });
    for (const name of readdirSync(join(folder, 'onnx'))) {
      const file = join(folder, 'onnx', name);
      const blob = join(blobs, sha256(readFileSync(file)));
      renameSync(file, blob);
      symlinkSync(`../../../blobs/${basename(blob)}`, join(snapshot, 'onnx', name));
    }
    cpSync(join(folder, 'preprocessor_config.json'), join(snapshot, 'preprocessor_config.json'));
    return snapshot;
  }

  it('may be links to blobs with external data, as in the cache of the hub', async function () {
    if (process.platform === 'win32') this.skip();

    assert.equal((await load('segmenter', asHubCache())).dtype, 'fp32');
  });

  it('cannot be links whose external data is outside the blobs', async function () {
    if (process.platform === 'win32') this.skip();
    const snapshot = asHubCache();
    const data = join(snapshot, 'onnx/vision_encoder.onnx_data');
    writeFileSync(outside(), readFileSync(data));
    rmSync(data);
    symlinkSync('../../../secret', data);

    assert.match((await failureOf(load('segmenter', snapshot))).message, /it names external data outside its folder/);
  });
});
