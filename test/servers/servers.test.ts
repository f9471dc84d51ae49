import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { type Detection, type Engine, type Mask, openEngine, parsePrompt } from '../../src';
import { maskArea, maskIou } from '../../src/geometry/mask';
import { demoFolder } from '../../src/model-files/model-folder';
import { type BakedCase, bakedReference, bakedRequest, sameDetections } from '../support/baked';
import { runCli } from '../support/cli';
import { goldenCases, goldenFile } from '../support/goldens';
import { demoGraphs } from '../support/oip-server';
import { scene } from '../support/scenes';
import { until } from '../support/until';
import { RealServer, serverKinds } from './real-server';
import { assertSame } from './same-detections';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
const classes = parsePrompt('prompt', 'star. circle. ring. cross. crescent');
const { image } = scene(19);

/** A Python with onnx and onnxruntime, for `tools/export`. */
const exporter = process.env.PYTHON_EXPORT;
const BAKED = 'grounding-dino-baked';
/** Names on the servers of packed models: the detector, and the segmenter with masks of each precision. */
const PACKED = { detector: 'packed', fp32: 'fused-fp32', fp16: 'fused-fp16' };

for (const kind of serverKinds) {
  const { name } = kind;
  describe(`models on ${name}`, function () {
    this.timeout(120_000);
    let server: RealServer;
    let packed: Record<string, string> = {};
    let repaired: Record<string, string> = {};
    let local: Engine;
    let remote: Engine;

    const graphs = () => ({ ...demoGraphs(), ...packed, ...repaired });
    const find = (engine: Engine): Promise<{ detections: readonly Detection[] }> =>
      engine.detect({ image, model, classes });

    before(async function () {
      server = await RealServer.of(kind, this);
      if (exporter) packed = packedGraphs(server.folder);
      repaired = await repairedGraph(server.folder);
      await server.startOrSkip(this, graphs());
      local = openEngine(`local ${name}`, { device: 'cpu', graceMs: 0 });
      remote = openEngine(name, { graceMs: 0, server: { addresses: [server.address] } });
    });
    after(async () => {
      await Promise.all([local?.close(), remote?.close()]);
      await server?.remove();
    });

    it('find the same boxes, labels and scores as here', async () => {
      const { detections } = await find(local);

      assert.ok(detections.length > 4);
      assertSame((await find(remote)).detections, detections);
    });

    const prompts: { name: string; count: number; points: number }[] = [
      { name: 'a box', count: 1, points: 0 },
      { name: '20 boxes', count: 20, points: 0 },
      { name: 'no box', count: 0, points: 0 },
      { name: 'points', count: 0, points: 2 },
      { name: 'a box and points', count: 1, points: 1 },
    ];
    for (const { name: prompt, count, points } of prompts) {
      it(`segment ${prompt} with the same masks, bit for bit`, async () => {
        const found = (await find(local)).detections;
        const request = requestOf(found, count, points);

        const [here, there] = await Promise.all([local.segment(request), remote.segment(request)]);

        assert.equal(there.detections.length, count || (points > 0 ? 1 : 0));
        assertSame(there.detections, here.detections);
      });
    }

    describe('that are packed', () => {
      const engines: Engine[] = [];
      const packedEngine = (precision: 'fp32' | 'fp16'): Engine => {
        const models = { detector: { name: PACKED.detector }, segmenter: { name: PACKED[precision] } };
        const settings = { addresses: [server.address], models };
        const engine = openEngine(`${name} ${precision}`, { graceMs: 0, server: settings });
        engines.push(engine);
        return engine;
      };
      before(function () {
        if (exporter) return;
        console.log('        skipped: PYTHON_EXPORT does not name a Python with onnx and onnxruntime');
        this.skip();
      });
      afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.close())));

      it('find the same boxes, labels and scores as unpacked ones here', async () => {
        assertSame((await find(packedEngine('fp32'))).detections, (await find(local)).detections);
      });

      it('segment with the same masks, bit for bit, if their masks are fp32', async () => {
        const remote = packedEngine('fp32');
        const found = (await find(local)).detections;
        for (const { count, points } of prompts) {
          const request = requestOf(found, count, points);

          assertSame((await remote.segment(request)).detections, (await local.segment(request)).detections);
        }
      });

      it('segment with at most one other pixel in 20,000 if their masks are fp16', async () => {
        const remote = packedEngine('fp16');
        const request = requestOf((await find(local)).detections, 20, 0);

        const [there, here] = [await remote.segment(request), await local.segment(request)].map(({ detections }) =>
          detections.map(({ mask }) => mask!),
        );

        const others = there!.map((mask, at) => otherPixels(mask, here![at]!)).reduce((sum, count) => sum + count, 0);
        const pixels = here!.map(maskArea).reduce((sum, area) => sum + area, 0);
        assert.equal(there!.length, 20);
        assert.ok(others <= pixels / 20_000, `${others} of ${pixels}`);
      });
    });

    it('take all phrases in one pass if `grounded-sam repository` repaired them', async () => {
      const [one] = goldenCases<BakedCase>('detection_baked').filter(({ labels }) => labels.length > 1);

      const { detections, phrases } = await remote.detect(bakedRequest(one!, goldenFile(BAKED)));

      assert.equal(phrases, 'together');
      assert.ok(sameDetections(detections, bakedReference(one!, 'fp32')));
    });

    it('are refused by the name that the server does not have', async () => {
      const unknown = { ...model, model: join(process.cwd(), 'models/demo/grounding-dino') };

      await assert.rejects(remote.detect({ image, model: unknown, classes }), {
        code: 'MODEL_NOT_FOUND',
        message: /^No model "grounding-dino" on /,
      });
    });

    it('are found again after the server was killed in a run and started again, by the same process', async () => {
      const { pid } = (await remote.status())!;
      const runs = Array.from({ length: 20 }, () => find(remote));
      await untilInFlight(remote);
      await server.kill();
      const results = await Promise.allSettled(runs);
      for (const result of results) {
        if (result.status === 'rejected') assert.match(result.reason.code, /^(DEVICE_UNAVAILABLE|ENGINE_CRASHED)$/);
      }
      await assert.rejects(find(remote), { code: 'DEVICE_UNAVAILABLE', message: /^Cannot reach/ });

      await server.start(graphs());

      assertSame((await find(remote)).detections, (await find(local)).detections);
      assert.equal((await remote.status())!.pid, pid);
    });

    it('come through if the server is killed and there is another address', async function () {
      const second = await RealServer.of(kind, this);
      await second.start(graphs());
      const both = openEngine(`both ${name}`, {
        graceMs: 0,
        server: { addresses: [second.address, server.address] },
      });
      try {
        await find(both);
        const runs = Array.from({ length: 20 }, () => find(both));
        await untilInFlight(both);
        const killed = second.kill();
        for (const { detections } of await Promise.all(runs)) assert.ok(detections.length > 4);
        await killed;
      } finally {
        await both.close();
        await second.remove();
      }
    });
  });
}

/** A published detector that masks only the first phrase, laid out as for a server. */
async function repairedGraph(folder: string): Promise<Record<string, string>> {
  const out = join(folder, 'repaired');
  const args = ['repository', resolve(goldenFile(BAKED)), '--dtype', 'fp32', '--out', out];
  const { status, stderr } = await runCli('.', args, { HF_HOME: join(folder, 'home') });
  assert.equal(status, 0, stderr);
  return { [BAKED]: join(out, BAKED, '1/model.onnx') };
}

/** Packs the demo models in `folder`. Returns their graphs by their names on a server. */
function packedGraphs(folder: string): Record<string, string> {
  const pack = (name: string, from: string, ...options: string[]): string => {
    const out = join(folder, name);
    const args = ['-m', 'grounded_sam_export.pack', from, out, ...options];
    execFileSync(exporter!, args, { env: { ...process.env, PYTHONPATH: 'tools/export' }, stdio: 'pipe' });
    return join(out, 'onnx');
  };
  const segmenter = demoFolder('segmenter');
  return {
    [PACKED.detector]: join(pack(PACKED.detector, demoFolder('detector')), 'model.onnx'),
    [PACKED.fp32]: join(pack(PACKED.fp32, segmenter, '--mask-dtype', 'fp32'), 'segmenter.onnx'),
    [PACKED.fp16]: join(pack(PACKED.fp16, segmenter), 'segmenter.onnx'),
  };
}

function requestOf(found: readonly Detection[], count: number, points: number) {
  return {
    ...{ image, model, cleanUp: {} },
    detections: Array.from({ length: count }, (_, at) => found[at % found.length]!),
    points: [
      { x: 60, y: 60, label: 1 },
      { x: 5, y: 300, label: 0 },
    ].slice(0, points) as never,
  };
}

/** Number of pixels that only one of two masks has, from their areas and their IoU. */
function otherPixels(first: Mask, second: Mask): number {
  const iou = maskIou(first, second);
  return Math.round(((maskArea(first) + maskArea(second)) * (1 - iou)) / (1 + iou));
}

/** Waits until the first server has a request that it has not answered. */
const untilInFlight = (engine: Engine): Promise<void> =>
  until(async () => (await engine.status())!.servers![0]!.inFlight > 0);
