import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Detection, type Engine, type Mask, openEngine, parsePrompt } from '../../src';
import { maskArea, maskIou } from '../../src/geometry/mask';
import { demoFolder } from '../../src/model-files/model-folder';
import { demoGraphs } from '../support/oip-server';
import { scene } from '../support/scenes';
import { freePort } from '../support/servers';
import { until } from '../support/until';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
const classes = parsePrompt('prompt', 'star. circle. ring. cross. crescent');
const { image } = scene(19);

/** A Python with onnx and onnxruntime, for `tools/export`. */
const exporter = process.env.PYTHON_EXPORT;
/** On the machine, and not in this project: a library, an instruction or a version of Python that the server does not run with. */
const MACHINE =
  /cannot open shared object file|version `\w+_[\d.]+' not found|Exec format error|Illegal instruction|No space left|python_backend_stubs/;
/** Names on the servers of packed models: the detector, and the segmenter with masks of each precision. */
const PACKED = { detector: 'packed', fp32: 'fused-fp32', fp16: 'fused-fp16' };

/** Real servers: how each is started, and the variable that names a Python with its packages. */
const servers = [
  { name: 'Triton', variable: 'PYTHON_TRITON', script: 'triton_server.py', hasFolder: true },
  { name: 'KServe', variable: 'PYTHON_KSERVE', script: 'kserve_server.py', hasFolder: false },
];

for (const { name, variable, script, hasFolder } of servers) {
  describe(`models on ${name}`, function () {
    this.timeout(120_000);
    const python = process.env[variable];
    let folder: string;
    let port: number;
    let child: ChildProcess | undefined;
    let packed: Record<string, string> = {};
    let reported = '';
    let local: Engine;
    let remote: Engine;

    /** @param name of its folder */
    const start = async (name = 'first'): Promise<void> => {
      const graphs = Object.entries({ ...demoGraphs(), ...packed }).map(([graph, file]) => `${graph}=${file}`);
      const args = [join('test/servers', script), `${port}`, ...(hasFolder ? [join(folder, name)] : []), ...graphs];
      // In a process group of its own, so that Triton's processes for its models end with it.
      child = spawn(python!, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
      reported = '';
      child.stderr!.on('data', (text) => {
        reported = (reported + text).slice(-4000);
      });
      const isReady = async (): Promise<boolean> =>
        (await fetch(`http://127.0.0.1:${port}/v2/models/demo/ready`).catch(() => undefined))?.ok === true;
      await until(async () => {
        if (child!.exitCode !== null || child!.signalCode) throw new Error(`the server ended: ${reported}`);
        return isReady();
      });
    };
    /** Kills a server and the processes that it started, also those that are left of a server that ended. */
    const kill = async (server = child): Promise<void> => {
      if (server?.pid === undefined) return;
      const closed = server.stderr!.closed ? undefined : once(server, 'close');
      try {
        process.kill(-server.pid, 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
      // The pipe is closed by the last process that holds it.
      await closed;
    };
    const find = (engine: Engine): Promise<{ detections: readonly Detection[] }> =>
      engine.detect({ image, model, classes });

    before(async function () {
      if (python === undefined) {
        console.log(`      skipped: ${variable} does not name a Python with ${name}`);
        this.skip();
      }
      folder = mkdtempSync(join(tmpdir(), 'server-'));
      port = await freePort();
      if (exporter) packed = packedGraphs(folder);
      await start().catch((error: Error) => {
        const reason = MACHINE.exec(error.message) && error.message.split('\n').find((line) => MACHINE.test(line));
        if (!reason) throw error;
        console.log(`      skipped: ${name} does not run on this machine: ${reason}`);
        this.skip();
      });
      local = openEngine(`local ${name}`, { device: 'cpu', graceMs: 0 });
      remote = openEngine(name, { graceMs: 0, server: { addresses: [`http://127.0.0.1:${port}`] } });
    });
    after(async () => {
      await Promise.all([local?.close(), remote?.close(), kill()]);
      if (folder) rmSync(folder, { recursive: true });
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
        const server = { addresses: [`http://127.0.0.1:${port}`], models };
        const engine = openEngine(`${name} ${precision}`, { graceMs: 0, server });
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
      await kill();
      const results = await Promise.allSettled(runs);
      for (const result of results) {
        if (result.status === 'rejected') assert.match(result.reason.code, /^(DEVICE_UNAVAILABLE|ENGINE_CRASHED)$/);
      }
      await assert.rejects(find(remote), { code: 'DEVICE_UNAVAILABLE', message: /^Cannot reach/ });

      await start();

      assertSame((await find(remote)).detections, (await find(local)).detections);
      assert.equal((await remote.status())!.pid, pid);
    });

    it('come through if the server is killed and there is another address', async () => {
      const first = port;
      const firstChild = child;
      port = await freePort();
      await start('second');
      const both = openEngine(`both ${name}`, {
        graceMs: 0,
        server: { addresses: [`http://127.0.0.1:${first}`, `http://127.0.0.1:${port}`] },
      });
      try {
        await find(both);
        const runs = Array.from({ length: 20 }, () => find(both));
        await untilInFlight(both);
        const killed = kill(firstChild);
        for (const { detections } of await Promise.all(runs)) assert.ok(detections.length > 4);
        await killed;
      } finally {
        await kill(firstChild);
        await both.close();
      }
    });
  });
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

/** Equal labels and masks; scores within 1e-5 and boxes within 0.01 pixels, because versions of onnxruntime differ. */
function assertSame(actual: readonly Detection[], expected: readonly Detection[]): void {
  assert.deepEqual(
    actual.map(({ label, mask }) => ({ label, mask })),
    expected.map(({ label, mask }) => ({ label, mask })),
  );
  for (const [index, { score, bbox }] of expected.entries()) {
    assert.ok(Math.abs(actual[index]!.score - score) <= 1e-5, `score ${actual[index]!.score}, ${score}`);
    bbox.forEach((side, at) => {
      assert.ok(Math.abs(actual[index]!.bbox[at]! - side) <= 0.01, `box ${actual[index]!.bbox}, ${bbox}`);
    });
  }
}
