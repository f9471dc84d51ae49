import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { GivenSettings } from '../../../src';
import { type Engine, openEngine, parsePrompt, type VisionError } from '../../../src';
import { maskIou } from '../../../src/geometry/mask';
import { goldenFile } from '../../support/goldens';
import { demoGraphs, type OipServer, sendJson, startOipServer, startUnloadedServer } from '../../support/oip-server';
import { isAlive } from '../../support/processes';
import { scene } from '../../support/scenes';
import { freePort } from '../../support/servers';
import { until } from '../../support/until';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
const classes = parsePrompt('prompt', 'star. circle. ring. cross. crescent');
const { image } = scene(19);

const withCode =
  (code: VisionError['code'], says = /./) =>
  (error: unknown) => {
    assert.equal((error as VisionError).code, code, String(error));
    assert.match((error as VisionError).message, says);
    return true;
  };

describe('an engine whose models run on an inference server', function () {
  this.timeout(60_000);
  const engines: Engine[] = [];
  const servers: OipServer[] = [];
  let count = 0;
  const open = (settings: GivenSettings): Engine => {
    const engine = openEngine(`server ${++count}`, { graceMs: 0, ...settings });
    engines.push(engine);
    return engine;
  };
  const start = async (options?: Parameters<typeof startOipServer>[0]): Promise<OipServer> => {
    const server = await startOipServer(options);
    servers.push(server);
    return server;
  };
  const openOn = (...addresses: string[]): Engine => open({ server: { addresses } });
  const find = (engine: Engine) => engine.detect({ image, model, classes });
  const pidOf = async (engine: Engine): Promise<number> => (await engine.status())!.pid;
  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
    await Promise.all(servers.splice(0).map((server) => server.kill().catch(() => undefined)));
  });

  it('finds and segments the same as on this machine', async () => {
    const server = await start();
    const results = [];
    for (const engine of [open({ device: 'cpu' }), openOn(server.url)]) {
      const found = await find(engine);
      const points = [{ x: 60, y: 60, label: 1 }] as never;
      const twenty = Array.from({ length: 20 }, (_, at) => found.detections[at % found.detections.length]!);
      results.push({
        found: found.detections,
        masked: (await engine.segment({ image, model, detections: found.detections })).detections,
        many: (await engine.segment({ image, model, detections: twenty, cleanUp: {} })).detections.length,
        none: (await engine.segment({ image, model, detections: [] })).detections.length,
        pointed: (await engine.segment({ image, model, detections: [], points })).detections,
      });
    }

    const [local, remote] = results as [(typeof results)[0], (typeof results)[0]];
    assert.ok(local.found.length > 2);
    assert.deepEqual(remote, local);
  });

  it('requests only the outputs that it reads', async () => {
    const server: OipServer = await start({
      async answer({ method, path }, response) {
        const name = /^\/v2\/models\/([^/]+)$/.exec(path)?.[1];
        if (method !== 'GET' || !(name && name in demoGraphs())) return false;
        // As an export with one output more, which the file does not have.
        const metadata = (await described.get(name)) as { outputs: object[] };
        const outputs = [{ name: 'unread', datatype: 'FP32', shape: [-1] }, ...metadata.outputs];
        sendJson(response, 200, { ...metadata, outputs });
        return true;
      },
    });
    const plain = await start();
    const described = new Map(
      Object.keys(demoGraphs()).map((name) => [name, fetch(`${plain.url}/v2/models/${name}`).then((r) => r.json())]),
    );
    const engine = openOn(server.url);

    const { detections } = await find(engine);
    assert.ok((await engine.segment({ image, model, detections })).detections.every(({ mask }) => mask));

    const requested = server.requests
      .filter(({ path }) => path.endsWith('/infer'))
      .map(({ path, headers, body }) => {
        const json = JSON.parse(body.toString('utf8', 0, Number(headers['inference-header-content-length'])));
        return [
          path.split('/')[3],
          json.outputs
            .map(({ name }: { name: string }) => name)
            .sort()
            .join(' '),
        ];
      });
    assert.deepEqual(Object.fromEntries(requested), {
      demo: 'logits pred_boxes',
      'demo-encoder': 'image_embeddings.0 image_embeddings.1 image_embeddings.2',
      'demo-decoder': 'iou_scores object_score_logits pred_masks',
    });
  });

  it('says so, and loads nothing of onnxruntime', async () => {
    const server = await start();
    const engine = openOn(server.url);

    const found = await find(engine);

    assert.deepEqual(found.model, {
      ...{ model: 'demo', task: 'detector', dtype: 'server', device: 'server', server: `127.0.0.1:${server.port}` },
    });
    const sent = server.requests.reduce((sum, { body }) => sum + body.length, 0);
    assert.equal(found.traffic!.bytesSent, sent);
    assert.ok(found.traffic!.bytesReceived > 10_000);
    const maps = readFileSync(`/proc/${await pidOf(engine)}/maps`, 'utf8');
    assert.ok(!maps.includes('onnxruntime'), 'onnxruntime is loaded');
  });

  it('sends the token and the headers to the server, and reports neither', async () => {
    const server = await start();
    const engine = open({
      server: { addresses: [server.url], token: 'aSecretToken', headers: { 'Seldon-Model': '{model}' } },
    });

    await find(engine);

    assert.ok(server.requests.length > 0);
    for (const { headers } of server.requests) assert.equal(headers.authorization, 'Bearer aSecretToken');
    assert.equal(server.requests.at(-1)!.headers['seldon-model'], 'demo');
    const report = JSON.stringify(await engine.status());
    const commandLine = readFileSync(`/proc/${await pidOf(engine)}/cmdline`, 'utf8');
    assert.ok(!(report + commandLine).includes('aSecretToken'));
  });

  it('takes the names that models have on the server', async () => {
    const server = await start({ graphs: { shapes: demoGraphs().demo! } });
    const engine = open({ server: { addresses: [server.url], models: { detector: { name: 'shapes' } } } });

    assert.ok((await find(engine)).detections.length > 0);
    await assert.rejects(
      engine.segment({ image, model, detections: [{ label: 'star', score: 1, bbox: [0, 0, 9, 9] }] }),
      withCode('MODEL_NOT_FOUND', /^No model "demo-encoder" on .*, or it is not loaded: Request for unknown model/),
    );
  });

  describe('a segmenter', () => {
    const model = { model: goldenFile('sam2'), dtype: 'auto', baseFolder: '.' } as const;
    const detections = [{ label: 'object', score: 1, bbox: [30, 40, 200, 150] as const }];
    const fused = goldenFile('packed/sam2.onnx');
    const two = {
      'sam2-encoder': goldenFile('sam2/onnx/vision_encoder.onnx'),
      'sam2-decoder': goldenFile('sam2/onnx/prompt_encoder_mask_decoder.onnx'),
    };
    const cases: { name: string; graphs: Record<string, string>; models?: object; runs: string[] }[] = [
      { name: 'is one graph if the server has that', graphs: { ...two, sam2: fused }, runs: ['sam2'] },
      { name: 'is two graphs if the server has no other', graphs: two, runs: ['sam2-encoder', 'sam2-decoder'] },
      {
        name: 'is two graphs if that of its own name is a detector',
        graphs: { ...two, sam2: demoGraphs().demo! },
        runs: ['sam2-encoder', 'sam2-decoder'],
      },
      {
        name: 'is the graph that the settings name',
        graphs: { ...two, one: fused },
        models: { segmenter: { name: 'one' } },
        runs: ['one'],
      },
      {
        name: 'is the two graphs that the settings name',
        graphs: { sam2: fused, first: two['sam2-encoder'], 'sam2-decoder': two['sam2-decoder'] },
        models: { encoder: { name: 'first' } },
        runs: ['first', 'sam2-decoder'],
      },
    ];
    for (const { name, graphs, models = {}, runs } of cases) {
      it(name, async () => {
        const server = await start({ graphs });
        const engine = open({ server: { addresses: [server.url], models } });
        const segment = async (on: Engine) => (await on.segment({ image, model, detections })).detections[0]!;

        const [here, there] = [await segment(open({ device: 'cpu' })), await segment(engine)];

        // The one graph outputs masks in fp16.
        assert.ok(maskIou(there.mask!, here.mask!) >= 0.9995);
        assert.ok(Math.abs(there.maskScore! - here.maskScore!) <= 1e-5);
        const run = server.requests.map(({ path }) => path).filter((path) => path.endsWith('/infer'));
        assert.deepEqual(
          run,
          runs.map((model) => `/v2/models/${model}/infer`),
        );
      });
    }

    it('that the settings name as one graph, and is none, is refused', async () => {
      const server = await start({ graphs: two });
      const models = { segmenter: { name: 'sam2-encoder' } };

      await assert.rejects(
        open({ server: { addresses: [server.url], models } }).segment({ image, model, detections }),
        withCode('MODEL_UNSUPPORTED', /^Unknown SAM decoder: it has the inputs pixel_values/),
      );
    });
  });

  const startUnloaded = async (extensions?: readonly string[]) => {
    const unloaded = await startUnloadedServer(extensions);
    servers.push(unloaded.server);
    return unloaded;
  };

  it('loads models that a server has not loaded, and unloads them when the engine ends', async () => {
    const { server, orders, loaded } = await startUnloaded();
    loaded.add('demo-encoder');
    const settings = { addresses: [server.url], models: { encoder: { name: 'demo-encoder' } } };
    const engine = open({ server: { ...settings, load: true } });

    const [{ detections }] = await Promise.all([find(engine), find(engine)]);
    assert.ok((await engine.segment({ image, model, detections })).detections.every(({ mask }) => mask));
    assert.deepEqual(orders, ['load demo', 'load demo-decoder']);
    await engine.close();

    await until(() => orders.length === 4);
    assert.deepEqual(orders.slice(2).sort(), ['unload demo', 'unload demo-decoder']);
    assert.deepEqual([...loaded], ['demo-encoder']);
  });

  it('reports a model that a server cannot load, or does not load on request', async () => {
    const settings = { models: { detector: { name: 'other' } }, load: true };
    const { server } = await startUnloaded(['binary_tensor_data', 'model_repository(unload_dependents)']);
    await assert.rejects(
      find(open({ server: { ...settings, addresses: [server.url] } })),
      withCode('MODEL_NOT_FOUND', /^Cannot load the model "other" \(400\).*: no such file$/),
    );

    const { server: fixed, orders } = await startUnloaded([]);
    await assert.rejects(
      find(open({ server: { ...settings, addresses: [fixed.url] } })),
      withCode('MODEL_NOT_FOUND', /^No model "other" on .*, or it is not loaded/),
    );
    assert.deepEqual(orders, []);
  });

  it('opens a model again whose inputs changed on the server, and repeats the run once', async () => {
    let described = 0;
    const server: OipServer = await start({
      async answer({ method, path }, response) {
        if (method !== 'GET' || path !== '/v2/models/demo' || ++described !== 1) return false;
        const metadata = (await (await fetch(server.url + path)).json()) as { inputs: { datatype: string }[] };
        // As an export with other integers, so that the run is refused.
        const inputs = metadata.inputs.map((input) => ({
          ...input,
          datatype: input.datatype.replace('INT64', 'INT32'),
        }));
        sendJson(response, 200, { ...metadata, inputs });
        return true;
      },
    });
    const runs = () => server.requests.filter(({ path }) => path.endsWith('/infer')).length;
    const engine = openOn(server.url);

    assert.ok((await find(engine)).detections.length > 2);
    assert.equal(runs(), 2);
    await find(engine);
    assert.equal(runs(), 3);
  });

  it('goes on at another address when a server ends in a run, in the same process', async () => {
    const second = await start();
    const first: OipServer = await start({
      async answer({ method }) {
        if (method === 'POST') await first.kill();
        return method === 'POST';
      },
    });
    const engine = openOn(first.url, second.url);
    await engine.load('detector', model);
    const pid = await pidOf(engine);

    const found = await Promise.all([find(engine), find(engine), find(engine)]);

    assert.ok(found.every(({ detections }) => detections.length > 2));
    assert.equal(await pidOf(engine), pid);
  });

  it('reports one clear error while no server runs, and works when one runs again', async () => {
    const port = await freePort();
    const engine = openOn(`http://127.0.0.1:${port}`);

    await assert.rejects(find(engine), withCode('DEVICE_UNAVAILABLE', /^Cannot reach .* \(connection refused\)/));
    const pid = await pidOf(engine);
    assert.match((await engine.status())!.servers![0]!.lastError!, /^Cannot reach/);
    await start({ port });
    assert.ok((await find(engine)).detections.length > 2);
    assert.equal(await pidOf(engine), pid);
  });

  it('ends only the call that exceeds its time limit', async () => {
    let runs = 0;
    let broken = 0;
    const server = await start({
      answer({ method, path }, response) {
        if (method !== 'POST' || path !== '/v2/models/demo/infer' || ++runs > 1) return false;
        // Never answered.
        response.on('close', () => broken++);
        return true;
      },
    });
    const engine = open({ timeoutMs: 5000, server: { addresses: [server.url] } });
    await engine.load('detector', model);
    const pid = await pidOf(engine);

    const hung = find(engine);
    await until(() => runs === 1);
    const other = find(engine);

    await assert.rejects(hung, withCode('ENGINE_TIMEOUT'));
    assert.ok((await other).detections.length > 2);
    assert.equal(await pidOf(engine), pid);
    assert.ok(isAlive(pid));
    // The connection is closed, so that the server can cancel the run.
    await until(() => broken === 1);
  });

  it('reads outputs as JSON, but not infinity, which JSON cannot hold', async () => {
    const server = await start({ sendsJson: true });

    const inJson = openOn(server.url);
    const inBinary = openOn((await start()).url);
    const { detections } = await find(inBinary);

    assert.deepEqual(
      (await inJson.segment({ image, model, detections })).detections,
      (await inBinary.segment({ image, model, detections })).detections,
    );
    await assert.rejects(
      find(inJson),
      withCode(
        'MODEL_UNSUPPORTED',
        /^Not a number in the output logits from the server, as JSON \(model "demo" at 127/,
      ),
    );
  });

  const refusals: { name: string; status: number; body?: string; code: VisionError['code']; says: RegExp }[] = [
    { name: 'access', status: 401, code: 'DEVICE_UNAVAILABLE', says: /^Access refused \(401\).*: check the token/ },
    { name: 'large bodies', status: 413, code: 'DEVICE_UNAVAILABLE', says: /^Request too large \(413\).* [\d.]+ MB/ },
    {
      name: 'the input',
      status: 400,
      code: 'MODEL_UNSUPPORTED',
      says: /^Cannot run the model "demo" \(400\).*: too bad/,
    },
    { name: 'too many requests', status: 429, code: 'DEVICE_UNAVAILABLE', says: /^Busy or not ready \(429\)/ },
    { name: 'to wait longer', status: 504, code: 'ENGINE_TIMEOUT', says: /^No response in time \(504\)/ },
  ];
  for (const { name, status, code, says } of refusals) {
    it(`reports a server that refuses ${name} with ${code}`, async () => {
      const server = await start({
        answer({ method }, response) {
          if (method === 'POST') sendJson(response, status, { error: 'too bad' });
          return method === 'POST';
        },
      });

      await assert.rejects(find(open({ server: { addresses: [server.url], retries: 1 } })), withCode(code, says));
      const runs = server.requests.filter(({ method }) => method === 'POST');
      assert.equal(runs.length, status === 429 ? 2 : 1);
      assert.deepEqual(new Set(runs.map(({ body }) => body.toString('base64'))).size, 1, 'the same bytes');
    });
  }

  it('reports an address at which a web page is', async () => {
    const server = await start({
      answer(_, response) {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>');
        return true;
      },
    });

    await assert.rejects(
      find(openOn(server.url)),
      withCode('DEVICE_UNAVAILABLE', /^No inference server at 127\.0\.0\.1:\d+/),
    );
  });

  it('trusts a certificate of its settings, and no other', async () => {
    const { url } = await start({ isSecure: true });
    const ca = readFileSync('test/fixtures/tls/certificate.pem', 'utf8');

    await assert.rejects(
      find(openOn(url)),
      withCode(
        'DEVICE_UNAVAILABLE',
        /^No TLS connection to the inference server at .* \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
      ),
    );
    const trusting = open({ server: { addresses: [url], tls: { ca, verify: true } } });
    assert.ok((await find(trusting)).detections.length > 2);
    const careless = open({ server: { addresses: [url], tls: { verify: false } } });
    assert.ok((await find(careless)).detections.length > 2);
  });

  for (const setting of [{ device: 'cpu' }, { threads: 2 }] as const) {
    it(`refuses ${Object.keys(setting)} next to a server`, () => {
      assert.throws(() => open({ ...setting, server: { addresses: ['http://a:1'] } }), withCode('INVALID_INPUT'));
    });
  }
});
