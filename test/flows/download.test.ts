import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Detection, Vision } from '../../src';
import { folderContent, type HubServer, startHubServer } from '../support/hub-server';
import {
  catchAll,
  errorOf,
  inbox,
  loadFlow,
  logged,
  nodeRedVersion,
  send,
  statusesOf,
  unloadFlow,
} from '../support/node-red';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const token = 'hf_aVerySecretToken';

describe(`models of the hub in Node-RED ${nodeRedVersion}`, () => {
  let server: HubServer;
  let home: string;
  const saved = { HF_ENDPOINT: process.env.HF_ENDPOINT, HF_HOME: process.env.HF_HOME };
  let count = 0;

  beforeEach(async () => {
    server = await startHubServer();
    home = mkdtempSync(join(tmpdir(), 'hf-home-'));
    Object.assign(process.env, { HF_ENDPOINT: server.url, HF_HOME: home });
    server.addRepository('org/dino', folderContent('test/fixtures/goldens/grounding-dino-fixed'), { token });
    server.addRepository('org/sam', folderContent('test/fixtures/goldens/sam2'));
  });
  afterEach(async () => {
    await unloadFlow();
    await server.close();
    for (const [name, value] of Object.entries(saved)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });

  /** An engine of a name of its own is a process of its own, which sees this environment. */
  const flow = (engine: object = {}) => [
    { id: `engine ${++count}`, type: 'vision-engine', device: 'cpu', ...engine },
    {
      id: 'find',
      type: 'grounding-dino',
      engine: `engine ${count}`,
      model: 'org/dino',
      prompt: 'star',
      threshold: 0,
      maxDetections: 2,
      wires: [['cut']],
    },
    { id: 'cut', type: 'sam', engine: `engine ${count}`, model: 'org/sam', wires: [['out']] },
    { id: 'out', type: 'helper' },
    ...catchAll,
  ];
  const withToken = () => ({ [`engine ${count}`]: { token } });

  const graph = /resolve\/.*\/model\.onnx$/;

  it('are downloaded, shown as they come, and used', async () => {
    const isShown = (): boolean =>
      statusesOf('find').some(({ text }) => text === '@grounded-sam/node-red/editor:status.downloading');
    server.addFault({ path: graph, slice: 250_000, sliceMs: 50, until: () => until(isShown) });
    await loadFlow(flow(), withToken());
    const out = inbox('out');

    send('find', { payload: scene(19).image });
    const message = await out.next();

    const { detector, segmenter } = message.vision as Vision;
    assert.deepEqual([detector!.model, segmenter!.model], ['org/dino', 'org/sam']);
    assert.ok((message.detections as Detection[]).every(({ mask }) => mask));
    const log = logged();
    assert.ok(
      log.some((line) => /^Downloading org\/dino: 3\.4 MB$/.test(line)),
      log.join('\n'),
    );
    assert.ok(log.includes('Downloaded org/dino'));
    assert.doesNotMatch(JSON.stringify([log, statusesOf('find'), message.vision]), new RegExp(token));
    assert.ok(existsSync(join(home, 'hub/models--org--dino/refs/main')));
  });

  it('may take longer to download than the time limit', async () => {
    server.addFault({ path: graph, slice: 1_000_000, until: () => delay(11_000) });
    await loadFlow(flow({ timeoutSeconds: 10 }), withToken());

    send('find', { payload: scene(19).image });
    // The work after the download may exceed the limit on a slow machine.
    await Promise.race([inbox('out').next(), inbox('caught').next()]);

    assert.ok(logged().includes('Downloaded org/dino'), logged().join('\n'));
    assert.equal(server.downloads.filter(({ path }) => graph.test(path)).length, 1);
  });

  it('work from the cache once they are here, also offline after a restart', async () => {
    await loadFlow(flow(), withToken());
    send('find', { payload: scene(19).image });
    const first = await inbox('out').next();
    await unloadFlow();
    const asked = server.requests.length;

    await loadFlow(flow({ offline: true }));
    send('find', { payload: scene(19).image });
    const second = await inbox('out').next();

    assert.deepEqual(second.detections, first.detections);
    assert.equal(server.requests.length, asked, 'the hub is not asked again');
  });

  it('that the hub does not have are used once it has them, without a restart', async () => {
    await loadFlow(flow().map((node) => (node.id === 'find' ? { ...node, model: 'org/later' } : node)));
    const [caught, out] = [inbox('caught'), inbox('out')];

    send('find', { payload: scene(19).image });
    const error = errorOf(await caught.next());
    server.addRepository('org/later', folderContent('test/fixtures/goldens/grounding-dino-fixed'));
    send('find', { payload: scene(19).image });
    const { detections } = await out.next();

    assert.equal(error.code, 'MODEL_NOT_FOUND');
    assert.match(error.message, /^The hub does not have org\/later \(revision main\)/);
    assert.ok((detections as Detection[]).length > 0);
  });

  it('go to the folder of the engine, which begins at the user directory', async () => {
    const modelFolder = join(home, 'own folder');
    await loadFlow(flow({ modelFolder }), withToken());
    const out = inbox('out');

    send('find', { payload: scene(19).image });
    await out.next();

    assert.ok(existsSync(join(modelFolder, 'models--org--dino/refs/main')));
    assert.ok(!existsSync(join(home, 'hub')));
  });

  const refusals = [
    {
      name: 'without the token they need',
      engine: {},
      code: 'DOWNLOAD_FAILED',
      says: /refused \(401\) to .*org\/dino .*token/,
    },
    {
      name: 'offline',
      engine: { offline: true },
      code: 'MODEL_NOT_FOUND',
      says: /^Not cached, and the hub is offline: org\/dino\./,
    },
  ];
  for (const { name, engine, code, says } of refusals) {
    it(`are refused ${name}: the Catch node gets ${code}`, async () => {
      await loadFlow(flow(engine));
      const caught = inbox('caught');

      send('find', { payload: scene(19).image });
      const error = errorOf(await caught.next());

      assert.equal(error.code, code);
      assert.match(error.message, says);
    });
  }
});
