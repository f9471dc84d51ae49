import assert from 'node:assert/strict';
import type { Detection, Vision } from '../../src';
import { maskIou } from '../../src/geometry/mask';
import { decodeImage } from '../../src/image/decode';
import { autoDevice } from '../support/auto-device';
import { inbox, loadFlow, logged, nodeRedVersion, send, statusesOf, unloadFlow } from '../support/node-red';
import { startOipServer } from '../support/oip-server';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const chain = [
  { id: 'find', type: 'grounding-dino', model: 'demo', prompt: 'cyan star. pink cross. blue ring', wires: [['cut']] },
  { id: 'cut', type: 'sam', model: 'demo', wires: [['draw', 'masks']] },
  { id: 'draw', type: 'mask-render', wires: [['out']] },
  { id: 'masks', type: 'helper' },
  { id: 'out', type: 'helper' },
];

describe(`the chain in Node-RED ${nodeRedVersion}`, () => {
  afterEach(unloadFlow);

  it('detects, segments and draws with no settings but the prompt and the models', async () => {
    await loadFlow(chain);
    const [out, masks] = [inbox('out'), inbox('masks')];
    const { image, objects } = scene(19);

    send('find', { payload: image, topic: 'camera 1' });
    const [drawn, masked] = await Promise.all([out.next(), masks.next()]);

    const detections = masked.detections as Detection[];
    assert.deepEqual(detections.map(({ label }) => label).sort(), ['blue ring', 'cyan star', 'pink cross']);
    for (const { label, mask } of detections) {
      const truth = objects.find((object) => object.label === label)!;
      assert.ok(maskIou(mask!, truth.mask) > 0.75, label);
    }
    assert.equal(drawn.topic, 'camera 1');
    assert.ok(Buffer.isBuffer(drawn.payload));
    assert.deepEqual([...drawn.payload.subarray(0, 3)], [0xff, 0xd8, 0xff], 'a JPEG');
    const { width, height } = await decodeImage(drawn.payload);
    assert.deepEqual({ width, height }, { width: 320, height: 320 });
  });

  it('does not change the image before it is drawn, and reports model, times and request of each stage', async () => {
    await loadFlow(chain);
    const [out, masks] = [inbox('out'), inbox('masks')];
    const { image } = scene(19);
    const before = Buffer.from(image);

    send('find', { payload: image });
    const [drawn, masked] = await Promise.all([out.next(), masks.next()]);

    assert.ok(before.equals(masked.payload as Buffer));
    assert.ok(before.equals(image), 'the Buffer that came in is not written to');
    const vision = drawn.vision as Vision;
    assert.deepEqual(vision.image, { width: 320, height: 320 });
    const device = await autoDevice();
    const asked = { prompt: 'cyan star. pink cross. blue ring', threshold: 0.3, phrases: 'together' };
    for (const [stage, rest] of [
      [vision.detector, asked],
      [vision.segmenter, {}],
    ] as const) {
      assert.deepEqual(
        { ...stage, ms: undefined, age: undefined },
        { model: 'demo', dtype: 'fp32', device, ...rest, dropped: 0, laneDropped: 0, ms: undefined, age: undefined },
      );
      assert.ok(stage!.ms.total >= stage!.ms.inference && stage!.ms.inference > 0);
      assert.ok(stage!.age >= Math.floor(stage!.ms.total), 'from before the call to its result');
    }
    assert.ok(vision.render!.ms.total > 0);
  });

  it('puts only plain objects, numbers, strings and Buffers on the message', async () => {
    await loadFlow(chain);
    const out = inbox('out');

    send('find', { payload: scene(19).image });

    assertPlain(await out.next(), 'msg');
  });

  it('sends each branch of a wire a message of its own', async () => {
    await loadFlow([
      { id: 'find', type: 'grounding-dino', model: 'demo', prompt: 'cyan star', wires: [['one', 'two']] },
      { id: 'one', type: 'helper' },
      { id: 'two', type: 'helper' },
    ]);
    const [one, two] = [inbox('one'), inbox('two')];

    send('find', { payload: scene(19).image });
    const [first, second] = await Promise.all([one.next(), two.next()]);
    (first.detections as { label: string }[])[0]!.label = 'changed';

    assert.equal((second.detections as Detection[])[0]!.label, 'cyan star');
  });

  it('sends the message if nothing was detected', async () => {
    await loadFlow(chain);
    const out = inbox('out');

    send('find', { payload: scene(19).image, prompt: 'red heart @ 0.99' });
    const drawn = await out.next();

    assert.deepEqual(drawn.detections, []);
    assert.ok(Buffer.isBuffer(drawn.payload));
  });

  it('lets the message override prompt and threshold', async () => {
    await loadFlow(chain);
    const masks = inbox('masks');
    const { image } = scene(19);

    const prompt = [{ phrase: 'orange crescent', label: 'Moon', large: 1n }];
    send('find', { payload: image, prompt, threshold: 0.1 });
    const { detections, vision } = await masks.next();

    assert.equal((vision as Vision).detector!.prompt, '[{"phrase":"orange crescent","label":"Moon"}]');
    assert.equal((detections as Detection[])[0]!.label, 'Moon');
    assert.equal((detections as Detection[])[0]!.phrase, 'orange crescent');
  });

  it('says which words of the prompt the model does not know, in the log once for each prompt', async () => {
    await loadFlow(chain);
    const out = inbox('out');
    const { image } = scene(19);

    for (let sent = 0; sent < 2; sent++) {
      send('find', { payload: image, prompt: 'cyan star from glass. blue ring 🐈' });
      await out.next();
    }
    const { vision } = out.messages[0]!;

    assert.deepEqual((vision as Vision).detector!.unknownWords, ['from', 'glass', '🐈']);
    assert.deepEqual(
      logged().filter((line) => line.startsWith('Words unknown')),
      ['Words unknown to the model: "from", "glass", "🐈". The model takes all of them for the same unknown word'],
    );
    await until(() => statusesOf('find').some(({ text }) => text?.endsWith('status.foundUnknown')));
  });

  it('says in msg.vision if a phrase may be meant as several classes', async () => {
    await loadFlow(chain);
    const out = inbox('out');

    send('find', { payload: scene(19).image, prompt: 'cyan star, blue ring' });
    const { vision } = await out.next();

    assert.match((vision as Vision).detector!.promptHint!, /^One class, not 2: .*: "cyan star\. blue ring"$/);
  });

  it('segments boxes of other sources', async () => {
    await loadFlow(chain);
    const masks = inbox('masks');
    const { image, objects } = scene(19);
    const [x, y, width, height] = objects[0]!.bbox;

    send('cut', { payload: image, boxes: [[x, y, width, height]] });
    const [detection] = (await masks.next()).detections as Detection[];

    assert.deepEqual([detection!.label, detection!.score], ['object', 1]);
    assert.ok(maskIou(detection!.mask!, objects[0]!.mask) > 0.7);
  });

  it('segments at points, with boxes or without', async () => {
    await loadFlow(chain);
    const masks = inbox('masks');
    const { image, objects } = scene(19);
    const [x, y, width, height] = objects[0]!.bbox;
    const points = [{ x: x + width / 2, y: y + height / 2 }];

    send('cut', { payload: image, points });
    const [shown] = (await masks.next()).detections as Detection[];
    send('cut', { payload: image, points, boxes: [[x, y, width, height]] });
    const [boxed] = (await masks.next()).detections as Detection[];

    assert.deepEqual([shown!.label, shown!.score], ['object', 1]);
    assert.deepEqual(shown!.bbox, [...shown!.mask!.offset, shown!.mask!.dims[1], shown!.mask!.dims[0]]);
    assert.deepEqual(boxed!.bbox, [x, y, width, height]);
  });

  it('reads and writes the properties of its settings', async () => {
    await loadFlow([
      { ...chain[0]!, image: 'camera.frame', imageType: 'msg', output: 'result.boxes', wires: [['cut']] },
      { ...chain[1]!, image: 'camera.frame', detections: 'result.boxes', detectionsType: 'msg', wires: [['draw']] },
      { ...chain[2]!, image: 'camera.frame', detections: 'result.boxes', output: 'drawn', format: 'png' },
      { id: 'out', type: 'helper' },
    ]);
    const out = inbox('out');

    send('find', { camera: { frame: scene(19).image }, payload: 'untouched' });
    const message = await out.next();

    assert.equal(message.payload, 'untouched');
    assert.equal(message.detections, undefined);
    assert.ok((message.result as { boxes: Detection[] }).boxes.every(({ mask }) => mask));
    assert.equal((message.drawn as Buffer).toString('latin1', 1, 4), 'PNG');
  });

  it('uses the settings of a vision-engine', async () => {
    await loadFlow([
      { id: 'engine', type: 'vision-engine', device: 'cpu', threads: '1' },
      { ...chain[0]!, engine: 'engine', wires: [['out']] },
      { id: 'out', type: 'helper' },
    ]);
    const out = inbox('out');

    send('find', { payload: scene(19).image });

    assert.equal(((await out.next()).vision as Vision).detector!.device, 'cpu');
  });

  it('runs its models on an inference server, with the same result', async () => {
    const server = await startOipServer();
    const engine = { id: 'engine', type: 'vision-engine', runsOn: 'server', servers: server.url };
    const remote = chain.map((node) =>
      node.type === 'grounding-dino' || node.type === 'sam' ? { ...node, engine: 'engine' } : node,
    );
    const results = [];
    try {
      for (const flow of [chain, [engine, ...remote]]) {
        await loadFlow(flow, { engine: { serverToken: ' secret ', serverHeaders: 'X-Model: {model}' } });
        const [out, masks] = [inbox('out'), inbox('masks')];
        send('find', { payload: scene(19).image });
        const [drawn, masked] = await Promise.all([out.next(), masks.next()]);
        results.push({ drawn: drawn.payload, detections: masked.detections, vision: masked.vision as Vision });
        await unloadFlow();
      }
    } finally {
      await server.kill();
    }

    const [local, onServer] = results as [(typeof results)[0], (typeof results)[0]];
    assert.deepEqual(onServer.detections, local.detections);
    assert.deepEqual(onServer.drawn, local.drawn);
    const { detector, segmenter } = onServer.vision;
    for (const stage of [detector!, segmenter!]) {
      assert.deepEqual([stage.device, stage.dtype, stage.server], ['server', 'server', server.url.slice(7)]);
    }
    const runs = server.requests.filter(({ path }) => path.endsWith('/infer'));
    const [find, ...cut] = runs.map(({ body }) => body.length);
    assert.deepEqual([detector!.bytesSent, segmenter!.bytesSent], [find, cut.reduce((sum, bytes) => sum + bytes)]);
    // The scores, and the embeddings and masks.
    assert.ok(detector!.bytesReceived! > 10_000 && segmenter!.bytesReceived! > 100_000);
    assert.ok(!('bytesSent' in local.vision.detector!) && !('bytesReceived' in local.vision.segmenter!));
    assert.deepEqual(
      runs.map(({ headers }) => [headers.authorization, headers['x-model']]),
      ['demo', 'demo-encoder', 'demo-decoder'].map((name) => ['Bearer secret', name]),
    );
    assert.ok(!JSON.stringify(onServer.vision).includes('secret'));
  });

  const wrong: [settings: object, says: RegExp][] = [
    [{}, /^Servers must be one or more addresses/],
    [{ servers: 'box:8000' }, /^server\.addresses must be addresses http/],
    [{ servers: 'http://box', serverModels: 'shapes' }, /^Models must be names such as/],
    [{ servers: 'http://box', requests: 65 }, /^requests must be a whole number from 1 to 64/],
    [{ servers: 'http://box', tls: 'gone' }, /^The TLS configuration of the vision-engine is missing/],
  ];
  for (const [settings, says] of wrong) {
    it(`refuses each message because of the server settings ${JSON.stringify(settings)}`, async () => {
      await loadFlow([
        { id: 'engine', type: 'vision-engine', runsOn: 'server', ...settings },
        { ...chain[0]!, engine: 'engine', wires: [['out']] },
        { id: 'out', type: 'helper' },
        { id: 'errors', type: 'catch', wires: [['caught']] },
        { id: 'caught', type: 'helper' },
      ]);
      const caught = inbox('caught');

      send('find', { payload: scene(19).image });

      const { message, code } = (await caught.next()).error as { message: string; code: string };
      assert.equal(code, 'INVALID_INPUT');
      assert.match(message, says);
    });
  }
});

function assertPlain(value: unknown, path: string): void {
  if (value === null || typeof value !== 'object') {
    assert.ok(['string', 'number', 'boolean', 'undefined'].includes(typeof value), path);
    return;
  }
  if (Buffer.isBuffer(value)) return;
  assert.ok(Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype, `${path} is a plain object`);
  for (const [key, item] of Object.entries(value)) assertPlain(item, `${path}.${key}`);
}
