import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Engine, type EngineSettings, openEngine, parsePrompt, type VisionError } from '../../../src';
import { isAlive } from '../../support/processes';
import { scene } from '../../support/scenes';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
const classes = parsePrompt('prompt', 'star. circle. ring. cross. crescent');
const manyClasses = parsePrompt('prompt', Array.from({ length: 200 }, (_, index) => `red star ${index}`).join('. '));
const image = scene(19).image;

let count = 0;
const opened: Engine[] = [];

function open(settings: Partial<EngineSettings> = {}, name = `test ${++count}`): Engine {
  const engine = openEngine(name, { device: 'cpu', graceMs: 0, ...settings });
  opened.push(engine);
  return engine;
}

const withCode = (code: VisionError['code']) => (error: unknown) => {
  assert.equal((error as VisionError).code, code, String(error));
  return true;
};

async function pidOf(engine: Engine): Promise<number> {
  await engine.load('detector', model);
  const status = await engine.status();
  assert.ok(status);
  return status.pid;
}

describe('engine', () => {
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((engine) => engine.close()));
  });

  it('starts no process before the first call', async () => {
    const engine = open();
    engine.hold('detector', model);

    assert.equal(await engine.status(), undefined);
  });

  it('detects and segments, and reports which model ran on which device', async () => {
    const engine = open();

    const found = await engine.detect({ image, model, classes });
    const masked = await engine.segment({ image, model, detections: found.detections });

    assert.deepEqual(found.model, { model: 'demo', task: 'detector', dtype: 'fp32', device: 'cpu' });
    assert.deepEqual(found.image, { width: 320, height: 320 });
    assert.ok(found.detections.some(({ label }) => label === 'star'));
    assert.equal(masked.detections.length, found.detections.length);
    for (const [index, { mask, area, label }] of masked.detections.entries()) {
      assert.equal(label, found.detections[index]?.label);
      assert.ok(mask && area);
      assert.equal(mask.data.length, mask.dims[0] * mask.dims[1]);
      assert.equal(mask.data.buffer.byteLength, mask.data.length, 'a mask owns its Buffer');
      assert.equal(
        area,
        mask.data.reduce((sum, pixel) => sum + pixel, 0),
      );
    }
  });

  it('shares one session between nodes, also when their first calls are parallel', async () => {
    const [one, other] = [open({}, 'shared'), open({}, 'shared')];

    await Promise.all([one, other, one].map((engine) => engine.detect({ image, model, classes })));

    const [ofOne, ofOther] = await Promise.all([one.status(), other.status()]);
    assert.equal(ofOne?.pid, ofOther?.pid);
    assert.equal(ofOne?.models.length, 1);
  });

  it('keeps the process over a redeploy, and the models that a user holds', async () => {
    const before = open({ graceMs: 60_000 }, 'redeploy');
    const pid = await pidOf(before);
    await before.close();
    const after = open({ graceMs: 60_000 }, 'redeploy');
    after.hold('detector', model);

    const { ms } = await after.detect({ image, model, classes });
    const status = await after.status();
    // Other settings: nobody can join the old host any more, so it ends with its last user.
    open({ graceMs: 0 }, 'redeploy');
    await after.close();

    assert.equal(status?.pid, pid);
    assert.equal(ms.load, 0);
    assert.ok(await hasEnded(pid));
  });

  it('closes a model when its last user leaves', async () => {
    const [stays, goes] = [open({}, 'unload'), open({}, 'unload')];
    await stays.load('detector', model);
    await goes.load('segmenter', model);

    await goes.close();

    assert.deepEqual(
      (await stays.status())?.models.map(({ task }) => task),
      ['detector'],
    );
  });

  it('closes no model that another user holds under another name', async () => {
    const relative = { ...model, model: './models/demo/grounding-dino', baseFolder: process.cwd() };
    const absolute = { ...relative, model: join(process.cwd(), 'models/demo/grounding-dino') };
    const [leaves, stays] = [open({}, 'same model'), open({}, 'same model')];
    await leaves.load('detector', relative);
    await stays.load('detector', absolute);

    await leaves.close();
    const status = await stays.status();
    const { ms } = await stays.detect({ image, model: absolute, classes });

    assert.equal(status?.models.length, 1, 'both names are one model');
    assert.equal(ms.load, 0);
  });

  it('closes an idle model, and opens it again for the next image', async () => {
    const engine = open({ idleMinutes: 0.2 / 60 });
    await engine.detect({ image, model, classes });
    while ((await engine.status())?.models.length !== 0) await delay(50);

    const { ms } = await engine.detect({ image, model, classes });

    assert.ok(ms.load > 0);
  });

  it('does not decode or embed an image twice', async () => {
    const engine = open();
    const { detections } = await engine.detect({ image, model, classes });
    const first = await engine.segment({ image, model, detections });
    const second = await engine.segment({ image, model, detections });

    assert.ok(first.ms.decode > 0, 'resized for the encoder');
    assert.equal(second.ms.decode, 0, 'neither decoded nor resized: the embedding is still there');
    assert.deepEqual(second.detections, first.detections);
  });

  it('takes raw pixels', async () => {
    const raw = { data: Buffer.alloc(64 * 48 * 3, 128), width: 64, height: 48, channels: 3 } as const;

    const result = await open().detect({ image: raw, model, classes });

    assert.deepEqual(result.image, { width: 64, height: 48 });
  });

  it('keeps its token from the command line of its process', async function () {
    if (process.platform !== 'linux') this.skip();
    const pid = await pidOf(open({ token: 'hf_aVerySecretToken' }));

    assert.doesNotMatch(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /hf_/);
    assert.doesNotMatch(readFileSync(`/proc/${pid}/environ`, 'utf8'), /hf_aVerySecretToken/);
  });

  it('keeps onnxruntime from sending usage data, unless the user allows it', async function () {
    if (process.platform !== 'linux') this.skip();
    const before = process.env.ORT_DISABLE_TELEMETRY;
    try {
      for (const [set, expected] of [
        [undefined, '1'],
        ['0', '0'],
      ] as const) {
        if (set === undefined) delete process.env.ORT_DISABLE_TELEMETRY;
        else process.env.ORT_DISABLE_TELEMETRY = set;
        const variables = readFileSync(`/proc/${await pidOf(open())}/environ`, 'utf8').split('\0');

        assert.ok(variables.includes(`ORT_DISABLE_TELEMETRY=${expected}`));
      }
    } finally {
      if (before === undefined) delete process.env.ORT_DISABLE_TELEMETRY;
      else process.env.ORT_DISABLE_TELEMETRY = before;
    }
  });

  it('returns no masks for no detections, without running a model', async () => {
    const result = await open().segment({ image, model, detections: [] });

    assert.deepEqual(result.detections, []);
    assert.equal(result.ms.inference, 0);
    assert.equal(result.model.device, 'cpu');
  });

  it('segments the one object that points show', async () => {
    const engine = open();
    const [star] = (await engine.detect({ image, model, classes })).detections;
    const [x, y, width, height] = star!.bbox;
    const points = [{ x: x + width / 2, y: y + height / 2, label: 1 }] as const;

    const { detections } = await engine.segment({ image, model, detections: [], points });

    assert.equal(detections.length, 1);
    const { label, score, bbox, mask } = detections[0]!;
    assert.deepEqual([label, score], ['object', 1]);
    assert.deepEqual(bbox, [...mask!.offset, mask!.dims[1], mask!.dims[0]]);
  });

  it('returns an empty mask for points outside the image', async () => {
    const points = [{ x: -5, y: 0, label: 1 }] as const;

    const { detections } = await open().segment({ image, model, detections: [], points });

    assert.deepEqual(
      detections.map(({ bbox, area }) => [bbox, area]),
      [[[0, 0, 0, 0], 0]],
    );
  });

  it('gives each box the points that lie in it', async () => {
    const engine = open();
    const { detections } = await engine.detect({ image, model, classes });
    const [x, y, width, height] = detections[0]!.bbox;
    const points = [{ x: x + width / 2, y: y + height / 2, label: 1 }] as const;
    const [pointed, plain] = [
      await engine.segment({ image, model, detections, points }),
      await engine.segment({ image, model, detections }),
    ];

    assert.deepEqual(
      pointed.detections.map(({ label, bbox }) => [label, bbox]),
      detections.map(({ label, bbox }) => [label, bbox]),
    );
    assert.notDeepEqual(pointed.detections[0]!.maskScore, plain.detections[0]!.maskScore);
    const isInside = ([left, top, wide, high]: readonly number[]): boolean =>
      points[0].x >= left! && points[0].x <= left! + wide! && points[0].y >= top! && points[0].y <= top! + high!;
    assert.deepEqual(
      pointed.detections.filter(({ bbox }) => !isInside(bbox)),
      plain.detections.filter(({ bbox }) => !isInside(bbox)),
    );
  });

  it('fails a call that runs when the process is killed, and starts a new one for the next', async () => {
    const engine = open();
    const pid = await pidOf(engine);

    const long = engine.detect({ image, model, classes: manyClasses, phrases: 'one by one' });
    while ((await engine.status())?.calls === 0) await delay(5);
    process.kill(pid, 'SIGKILL');
    await assert.rejects(long, withCode('ENGINE_CRASHED'));
    const next = await engine.detect({ image, model, classes });

    assert.ok(next.detections.length > 0);
    assert.notEqual((await engine.status())?.pid, pid);
  });

  it('sends calls that had not begun when the process died to the new one', async () => {
    const engine = open();
    const pid = await pidOf(engine);

    process.kill(pid, 'SIGKILL');
    const calls = [engine.detect({ image, model, classes }), engine.detect({ image, model, classes })];

    for (const { detections } of await Promise.all(calls)) assert.ok(detections.length > 0);
    assert.notEqual((await engine.status())?.pid, pid);
  });

  it('sends calls that waited behind a call past its time limit to the new process', async () => {
    const engine = open({ timeoutMs: 3000 });
    const pid = await pidOf(engine);

    process.kill(pid, 'SIGSTOP');
    const hung = engine.detect({ image, model, classes });
    await delay(1000);
    const waiting = engine.detect({ image, model, classes });

    await assert.rejects(hung, withCode('ENGINE_TIMEOUT'));
    assert.ok((await waiting).detections.length > 0);
  });

  it('has one time limit for all passes of a prompt, after which the process works on for others', async () => {
    const engine = open({ timeoutMs: 5000 });
    const pid = await pidOf(engine);
    const start = performance.now();

    const hundreds = Array.from({ length: 7 }, () => manyClasses).flat();
    const long = engine.detect({ image, model, classes: hundreds, phrases: 'one by one' });

    await assert.rejects(long, withCode('ENGINE_TIMEOUT'));
    assert.ok(performance.now() - start < 10_000);
    assert.ok((await engine.detect({ image, model, classes })).detections.length > 0);
    assert.equal((await engine.status())?.pid, pid);
  });

  it('ends a process that hangs when the time limit is over, and starts a new one for the next call', async () => {
    const engine = open({ timeoutMs: 5000 });
    const pid = await pidOf(engine);

    process.kill(pid, 'SIGSTOP');
    await assert.rejects(engine.detect({ image, model, classes }), withCode('ENGINE_TIMEOUT'));

    assert.ok(await hasEnded(pid));
    assert.ok((await engine.detect({ image, model, classes })).detections.length > 0);
  });

  it('rejects a cancelled call, and drops work that has not begun', async () => {
    const engine = open();
    await pidOf(engine);
    const giveUp = new AbortController();

    const call = engine.detect({ image, model, classes }, { signal: giveUp.signal });
    giveUp.abort(new Error('no longer needed'));

    await assert.rejects(call, /no longer needed/);
    await assert.rejects(engine.detect({ image, model, classes }, { signal: giveUp.signal }), /no longer needed/);
    assert.ok((await engine.detect({ image, model, classes })).detections.length > 0);
  });

  it('leaves no process behind when it is closed', async () => {
    const engine = open();
    const pid = await pidOf(engine);

    await engine.close();

    assert.ok(await hasEnded(pid));
  });

  for (const device of ['cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'] as const) {
    it(`refuses ${device} if it is requested by name and missing`, async function () {
      const engine = open({ device });
      const loaded = await engine.load('segmenter', model).catch((error: unknown) => error);
      // On a machine that has the device there is nothing to refuse.
      if (!(loaded instanceof Error)) this.skip();

      assert.equal((loaded as VisionError).code, 'DEVICE_UNAVAILABLE');
      assert.match((loaded as Error).message, new RegExp(device));
    });
  }

  it('reports the device that auto chose', async () => {
    const { device } = await open({ device: 'auto' }).load('segmenter', model);

    assert.ok(['cpu', 'cuda', 'dml'].includes(device));
  });

  const refusals = [
    { case: 'bytes that are not an image', request: { image: Buffer.from('no picture') }, code: 'BAD_IMAGE' },
    { case: 'a truncated picture', request: { image: image.subarray(0, 5000) }, code: 'BAD_IMAGE' },
    {
      case: 'a folder that is not there',
      request: { model: { ...model, model: './no/such' } },
      code: 'MODEL_NOT_FOUND',
    },
    { case: 'a dtype that is not there', request: { model: { ...model, dtype: 'q4' } }, code: 'MODEL_NOT_FOUND' },
  ] as const;
  for (const { case: name, request, code } of refusals) {
    it(`refuses ${name} with ${code}, and the next call works`, async () => {
      const engine = open();

      await assert.rejects(engine.detect({ image, model, classes, ...request }), withCode(code));

      assert.ok((await engine.detect({ image, model, classes })).detections.length > 0);
    });
  }
});

async function hasEnded(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200 && isAlive(pid); attempt++) await delay(25);
  return !isAlive(pid);
}
