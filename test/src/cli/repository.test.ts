import assert from 'node:assert/strict';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { type Engine, openEngine, parsePrompt } from '../../../src';
import { type BakedCase, bakedReference, bakedRequest, sameDetections } from '../../support/baked';
import { runCli } from '../../support/cli';
import { goldenCases, goldenFile } from '../../support/goldens';
import { modelRequest } from '../../support/hub';
import { startOipServer } from '../../support/oip-server';
import { scene } from '../../support/scenes';

const golden = (name: string): string => resolve(goldenFile(name));

describe('grounded-sam repository', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'repository-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const repository = (...args: string[]) =>
    runCli(root, ['repository', ...args, '--out', 'out'], { HF_HOME: join(root, 'home') });
  const files = (folder = 'out'): string[] =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(join(root, folder), join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .sort();

  it('lays out graphs with the names that an engine asks for, so that the server gives the same results', async () => {
    const { status, stdout } = await repository('demo');
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^demo\ndemo-encoder\ndemo-decoder\n\nIn out, run:\ndocker run .* --model-repository=\/models\n$/,
    );
    assert.deepEqual(
      files(),
      ['demo-decoder', 'demo-encoder', 'demo'].flatMap((name) => [`${name}/1/model.onnx`, `${name}/config.pbtxt`]),
    );
    assert.equal(
      readFileSync(join(root, 'out/demo/config.pbtxt'), 'utf8'),
      'backend: "onnxruntime"\nmax_batch_size: 0\nparameters { key: "arena_extend_strategy" value { string_value: "1" } }\n',
    );

    const names = ['demo', 'demo-encoder', 'demo-decoder'];
    const server = await startOipServer({
      graphs: Object.fromEntries(names.map((name) => [name, join(root, 'out', name, '1/model.onnx')])),
    });
    const engines: Engine[] = [];
    const results = async (engine: Engine) => {
      engines.push(engine);
      const { image } = scene(19);
      const { detections } = await engine.detect({
        ...{ image, model: modelRequest('demo'), classes: parsePrompt('prompt', 'star. circle. ring') },
      });
      return (await engine.segment({ image, model: modelRequest('demo'), detections })).detections;
    };
    try {
      const there = await results(openEngine('there', { graceMs: 0, server: { addresses: [server.url] } }));
      const here = await results(openEngine('here', { graceMs: 0, device: 'cpu' }));

      assert.ok(here.length > 0);
      assert.deepEqual(there, here);
    } finally {
      await Promise.all(engines.map((engine) => engine.close()));
      await server.kill();
    }
  });

  it('repairs a detector that masks only the first phrase, which then takes all phrases in one pass on a server', async () => {
    const [one] = goldenCases<BakedCase>('detection_baked').filter(({ labels }) => labels.length > 1);
    const folder = golden('grounding-dino-baked');
    const { status, stdout } = await repository(folder, '--dtype', 'fp32');
    assert.equal(status, 0);
    assert.match(stdout, /^grounding-dino-baked \(repaired: all phrases in one pass\)\n/);
    assert.deepEqual(
      files(),
      ['1/model.onnx', '1/original.data', 'config.pbtxt'].map((file) => `grounding-dino-baked/${file}`),
    );

    const graph = join(root, 'out/grounding-dino-baked/1/model.onnx');
    assert.ok(statSync(graph).size < statSync(join(folder, 'onnx/model.onnx')).size);
    const server = await startOipServer({ graphs: { 'grounding-dino-baked': graph } });
    const engine = openEngine('repaired there', { graceMs: 0, server: { addresses: [server.url] } });
    try {
      const { detections, phrases } = await engine.detect(bakedRequest(one!, folder));

      assert.equal(phrases, 'together');
      assert.ok(sameDetections(detections, bakedReference(one!, 'fp32')));
      assert.equal(server.requests.filter(({ path }) => path.endsWith('/infer')).length, 1);
    } finally {
      await engine.close();
      await server.kill();
    }
  });

  it('takes the weights that are in other files, under their names', async () => {
    const { status } = await repository(golden('sam2-external-data'), '--for', 'ovms');

    assert.equal(status, 0);
    assert.deepEqual(files(), [
      'config.json',
      ...['sam2-external-data-decoder', 'sam2-external-data-encoder'].flatMap((name) =>
        readdirSync(goldenFile('sam2-external-data/onnx'))
          .filter((file) => file.startsWith(name.endsWith('-encoder') ? 'vision_encoder' : 'prompt_encoder'))
          .map((file) => `${name}/1/${file.endsWith('.onnx') ? 'model.onnx' : file}`)
          .sort(),
      ),
    ]);
    assert.deepEqual(JSON.parse(readFileSync(join(root, 'out/config.json'), 'utf8')), {
      model_config_list: ['sam2-external-data-encoder', 'sam2-external-data-decoder'].map((name) => ({
        config: { name, base_path: `/models/${name}` },
      })),
    });
  });

  it('needs no space for what it links', async () => {
    await repository(golden('sam2'));
    const [encoder, original] = [
      join(root, 'out/sam2-encoder/1/model.onnx'),
      goldenFile('sam2/onnx/vision_encoder.onnx'),
    ];

    assert.deepEqual(readFileSync(encoder), readFileSync(original));
    const [linked, file] = [statSync(encoder), statSync(original)];
    assert.ok(linked.ino === file.ino || linked.dev !== file.dev);
  });

  it('has one name for a segmenter in one graph, and the service of KServe', async () => {
    mkdirSync(join(root, 'fused/onnx'), { recursive: true });
    copyFileSync(goldenFile('packed/sam2.onnx'), join(root, 'fused/onnx/segmenter.onnx'));
    const { status } = await repository('./fused', '--for', 'kserve');

    assert.equal(status, 0);
    assert.deepEqual(files(), ['fused/1/model.onnx', 'fused/config.pbtxt', 'inference-service.yaml']);
  });

  it('refuses names that the server cannot have, before it writes anything', async () => {
    cpSync(goldenFile('sam2'), join(root, 'a/sam2'), { recursive: true });
    cpSync(goldenFile('sam2'), join(root, '_sam2'), { recursive: true });
    const twice = await repository(golden('sam2'), './a/sam2');
    const unfit = await repository('./_sam2', '--for', 'kserve');

    assert.match(twice.stderr, /Two models would have the name sam2-encoder on the server/);
    assert.match(unfit.stderr, /Kubernetes takes no model of the name -sam2-encoder/);
    assert.deepEqual([twice.status, unfit.status], [2, 2]);
    assert.ok(!readdirSync(root).includes('out'));
  });

  it('refuses a folder that is not empty, and a model that does not exist', async () => {
    mkdirSync(join(root, 'out'));
    writeFileSync(join(root, 'out/notes.txt'), 'notes');
    const full = await repository('demo');
    const missing = await repository('./no-such-folder');

    assert.match(full.stderr, /The folder of the repository is not empty/);
    assert.match(missing.stderr, /no-such-folder/);
    assert.deepEqual([full.status, missing.status], [2, 2]);
    assert.deepEqual(files(), ['notes.txt']);
  });
});
