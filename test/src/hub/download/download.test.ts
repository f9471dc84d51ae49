import assert from 'node:assert/strict';
import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { catalogueEntry } from '../../../../src/model-files/catalogue';
import { readModelJson } from '../../../../src/model-files/model-folder';
import { detector, detectorContent, type HubBench, openHubBench, progressLog, segmenter } from '../../../support/hub';
import { sha256 } from '../../../support/hub-server';
import { noise } from '../../../support/random';

describe('a model of the hub', () => {
  let bench: HubBench;
  let commit: string;
  const graph = noise(200_000);
  const repositoryFolder = (): string => join(bench.cacheFolder, 'models--org--dino');

  beforeEach(async () => {
    bench = await openHubBench();
    commit = bench.server.addRepository('org/dino', detectorContent(graph));
  });
  afterEach(() => bench.close());

  it('is downloaded: only the files of the requested dtype', async () => {
    const files = await bench.open().fetch(detector('org/dino', 'fp16'));

    assert.equal(files.dtype, 'fp16');
    assert.deepEqual(bench.server.downloads.map(({ path }) => path.split(`${commit}/`)[1]).sort(), [
      'config.json',
      'onnx/model_fp16.onnx',
      'preprocessor_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    assert.deepEqual(readFileSync(files.graphs[0]!), noise(1000, 2));
  });

  it('auto takes the best dtype that the repository has', async () => {
    const files = await bench.open().fetch(detector('org/dino'));

    assert.equal(files.dtype, 'fp32');
    assert.deepEqual(readFileSync(files.graphs[0]!), graph);
    assert.deepEqual(JSON.parse(readFileSync(join(files.folders[0]!, 'config.json'), 'utf8')), {
      model_type: 'grounding-dino',
    });
  });

  it('is cached in the layout of huggingface_hub', async () => {
    await bench.open().fetch(detector('org/dino'));

    assert.equal(readFileSync(join(repositoryFolder(), 'refs/main'), 'utf8'), commit);
    const name = join(repositoryFolder(), 'snapshots', commit, 'onnx/model.onnx');
    assert.ok(lstatSync(name).isSymbolicLink() || process.platform === 'win32');
    if (process.platform !== 'win32') assert.equal(readlinkSync(name), `../../../blobs/${sha256(graph)}`);
    assert.equal(statSync(join(repositoryFolder(), 'blobs', sha256(graph))).size, graph.length);
    assert.ok(!readdirSync(join(repositoryFolder(), 'blobs')).some((file) => /incomplete|lock/.test(file)));
  });

  it('is downloaded with the external data of its graphs, in all files, and with the decoder in fp32', async () => {
    const parts = ['vision_encoder', 'prompt_encoder_mask_decoder'].flatMap((graph) =>
      ['.onnx', '.onnx_data', '_fp16.onnx', '_fp16.onnx_data', '_fp16.onnx_data_1'].map((end) => `onnx/${graph}${end}`),
    );
    const content = Object.fromEntries(parts.map((path, seed) => [path, noise(500, seed)]));
    bench.server.addRepository('org/sam', { ...content, 'config.json': '{}', 'preprocessor_config.json': '{}' });

    const { graphs, folders } = await bench.open().fetch(segmenter('org/sam', 'fp16'));

    assert.deepEqual(
      graphs,
      ['vision_encoder_fp16.onnx', 'prompt_encoder_mask_decoder.onnx'].map((file) => join(folders[0]!, 'onnx', file)),
    );
    assert.deepEqual(
      readdirSync(join(folders[0]!, 'onnx')).sort(),
      parts
        .filter((path) => path.includes('vision_encoder') === path.includes('_fp16'))
        .map((path) => path.slice(5))
        .sort(),
    );
  });

  it('reports progress, and once that it is done', async () => {
    bench.server.addFault({ path: /model\.onnx$/, slice: 20_000, sliceMs: 60 });
    const { steps, onProgress } = progressLog();

    await bench.open().fetch(detector('org/dino'), { onProgress });

    const reported = steps.filter(({ totalBytes }) => totalBytes > 0);
    assert.ok(reported.length >= 3, `${reported.length} steps`);
    assert.ok(
      reported.every(({ model, receivedBytes, totalBytes }) => model === 'org/dino' && receivedBytes <= totalBytes),
    );
    assert.ok(reported.some(({ receivedBytes, totalBytes }) => receivedBytes > 0 && receivedBytes < totalBytes));
    assert.deepEqual(
      steps.map(({ isDone }) => isDone),
      steps.map((_, index) => index === steps.length - 1),
    );
    assert.equal(steps.at(-1)!.receivedBytes, steps.at(-1)!.totalBytes);
  });

  it('is used from the cache without a request, also offline and after a restart', async () => {
    await bench.open().fetch(detector('org/dino'));
    const requestsBefore = bench.server.requests.length;
    const { steps, onProgress } = progressLog();

    for (const offline of [false, true]) {
      const files = await bench.open({ offline }).fetch(detector('org/dino'), { onProgress });
      assert.deepEqual(readFileSync(files.graphs[0]!), graph);
    }

    assert.equal(bench.server.requests.length, requestsBefore);
    assert.deepEqual(steps, []);
  });

  it('shares the files that two revisions have in common', async () => {
    await bench.open().fetch(detector('org/dino'));
    bench.server.addRepository(
      'org/dino',
      { ...detectorContent(graph), 'config.json': '{"new": true}' },
      { branch: 'v2' },
    );
    const before = bench.server.downloads.length;

    const files = await bench.open().fetch(detector('org/dino@v2'));

    assert.equal(bench.server.downloads.length - before, 1, 'only the changed file');
    assert.deepEqual(readFileSync(files.graphs[0]!), graph);
  });

  it('stays at its commit until it is refreshed', async () => {
    await bench.open().fetch(detector('org/dino'));
    const newer = noise(3000, 9);
    bench.server.addRepository('org/dino', detectorContent(newer));

    const before = await bench.open().fetch(detector('org/dino'));
    await bench.open().refresh({ repository: 'org/dino', revision: 'main' });
    const after = await bench.open().fetch(detector('org/dino'));

    assert.deepEqual(readFileSync(before.graphs[0]!), graph);
    assert.deepEqual(readFileSync(after.graphs[0]!), newer);
  });

  it('is found where Python downloaded it, without a listing of ours', async () => {
    await bench.open().fetch(detector('org/dino'));
    rmSync(join(repositoryFolder(), '.grounded-sam'), { recursive: true });
    const before = bench.server.downloads.length;

    const offline = await bench.open({ offline: true }).fetch(detector('org/dino'));
    const online = await bench.open().fetch(detector('org/dino'));

    assert.deepEqual(offline.graphs, online.graphs);
    assert.equal(bench.server.downloads.length, before, 'hashed, not fetched');
  });

  it('has the graph that its name requests by file', async () => {
    bench.server.addRepository('org/odd', { 'special_q8.onnx': noise(99), 'tokenizer.json': '{}' });

    const { graphs, dtype } = await bench.open().fetch(detector('org/odd:special_q8.onnx'));

    assert.deepEqual(readFileSync(graphs[0]!), noise(99));
    assert.equal(dtype, 'fp32', 'the name says nothing known');
  });

  it('has no other precision to fall back to if its name requests a file', async () => {
    await bench.open().fetch(detector('org/dino'));

    const named = await bench.open().fetch(detector('org/dino:onnx/model_fp16.onnx'));
    const usual = await bench.open().fetch(detector('org/dino', 'fp16'), { dtypes: ['fp16', 'fp32'] });

    assert.deepEqual([named.dtype, named.others], ['fp16', []]);
    assert.deepEqual(
      usual.others.map(({ dtype }) => dtype),
      ['fp32'],
    );
  });

  const damages = [
    { name: 'was cut off', damage: (file: string) => truncateSync(file, 1000) },
    { name: 'was overwritten', damage: (file: string) => writeFileSync(file, noise(graph.length, 77)) },
    { name: 'was removed', damage: (file: string) => rmSync(file) },
  ];
  for (const { name, damage } of damages) {
    it(`is downloaded again if its cached graph ${name}, and refused offline`, async () => {
      await bench.open().fetch(detector('org/dino'));
      damage(join(repositoryFolder(), 'blobs', sha256(graph)));

      await assert.rejects(bench.open({ offline: true }).fetch(detector('org/dino')), {
        code: 'MODEL_NOT_FOUND',
        message: /models--org--dino.* has no onnx\/model\.onnx/,
      });
      const files = await bench.open().fetch(detector('org/dino'));

      assert.deepEqual(readFileSync(files.graphs[0]!), graph);
    });
  }

  it('takes missing JSON files from its companion', async () => {
    const { source, companion } = catalogueEntry('grounding-dino-base')!;
    bench.server.addRepository(source!.repository, { 'onnx/model.onnx': noise(50), 'config.json': '{"own": true}' });
    bench.server.addRepository(companion!.repository, detectorContent(), { branch: companion!.revision });

    const { folders, graphs } = await bench.open().fetch(detector('grounding-dino-base'));

    assert.deepEqual(readFileSync(graphs[0]!), noise(50));
    assert.deepEqual(await readModelJson(folders, 'config.json'), { own: true });
    assert.deepEqual(await readModelJson(folders, 'tokenizer.json'), { version: '1.0' });
    assert.ok(!bench.server.downloads.some(({ path }) => /grounding-dino-tiny.*(onnx\/|\/config)/.test(path)));
    await bench.open({ offline: true }).fetch(detector('grounding-dino-base'));
  });

  it('is refused before the download if the hub lists another hash than the catalogue pins', async () => {
    const { source, companion } = catalogueEntry('grounding-dino-tiny-fixedmask')!;
    bench.server.addRepository(source!.repository, { 'model-fixedmask.onnx': noise(50), 'vocab.txt': 'a' });
    bench.server.addRepository(companion!.repository, detectorContent(), { branch: companion!.revision });

    await assert.rejects(bench.open().fetch(detector('grounding-dino-tiny-fixedmask')), {
      code: 'DOWNLOAD_FAILED',
      message: /model-fixedmask\.onnx of mtbui2010.* the hub lists a different SHA-256 than the one pinned/,
    });
    assert.deepEqual(bench.server.downloads, []);
  });

  it('is refused at the commit that the catalogue pins, not at the newest, if its files differ', async () => {
    const { source } = catalogueEntry('edgetam')!;
    const names = ['vision_encoder', 'prompt_encoder_mask_decoder'].map((name) => `onnx/${name}.onnx`);
    const content = Object.fromEntries(names.map((name, seed) => [name, noise(50, seed)]));
    bench.server.addRepository(source!.repository, content, { branch: source!.revision });

    await assert.rejects(bench.open().fetch(segmenter('edgetam')), {
      code: 'DOWNLOAD_FAILED',
      message: /vision_encoder\.onnx of onnx-community\/EdgeTAM-ONNX .* different SHA-256 than the one pinned/,
    });

    bench.server.addRepository(source!.repository, content);
    const { graphs } = await bench.open().fetch(segmenter(source!.repository));
    assert.deepEqual(readFileSync(graphs[0]!), noise(50, 0));
  });
});
