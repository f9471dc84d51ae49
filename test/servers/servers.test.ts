import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Detection, type Engine, openEngine, parsePrompt } from '../../src';
import { demoGraphs } from '../support/oip-server';
import { scene } from '../support/scenes';
import { freePort } from '../support/servers';
import { until } from '../support/until';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
const classes = parsePrompt('prompt', 'star. circle. ring. cross. crescent');
const { image } = scene(19);

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
    let local: Engine;
    let remote: Engine;

    /** @param name of its folder */
    const start = async (name = 'first'): Promise<void> => {
      const graphs = Object.entries(demoGraphs()).map(([graph, file]) => `${graph}=${file}`);
      const args = [join('test/servers', script), `${port}`, ...(hasFolder ? [join(folder, name)] : []), ...graphs];
      child = spawn(python!, args, { stdio: 'ignore' });
      const isReady = async (): Promise<boolean> =>
        (await fetch(`http://127.0.0.1:${port}/v2/models/demo/ready`).catch(() => undefined))?.ok === true;
      await until(async () => {
        assert.equal(child!.exitCode, null, 'the server ended');
        return isReady();
      });
    };
    const kill = async (): Promise<void> => {
      if (child?.exitCode !== null || child.signalCode) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
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
      await start();
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
        const request = {
          ...{ image, model, cleanUp: {} },
          detections: Array.from({ length: count }, (_, at) => found[at % found.length]!),
          points: [
            { x: 60, y: 60, label: 1 },
            { x: 5, y: 300, label: 0 },
          ].slice(0, points) as never,
        };

        const [here, there] = await Promise.all([local.segment(request), remote.segment(request)]);

        assert.equal(there.detections.length, count || (points > 0 ? 1 : 0));
        assertSame(there.detections, here.detections);
      });
    }

    it('are refused by the name that the server does not have', async () => {
      const unknown = { ...model, model: join(process.cwd(), 'models/demo/grounding-dino') };

      await assert.rejects(remote.detect({ image, model: unknown, classes }), {
        code: 'MODEL_NOT_FOUND',
        message: /has no model "grounding-dino"/,
      });
    });

    it('are found again after the server was killed in a run and started again, by the same process', async () => {
      const { pid } = (await remote.status())!;
      const runs = Array.from({ length: 4 }, () => find(remote));
      await kill();
      const results = await Promise.allSettled(runs);
      for (const result of results) {
        if (result.status === 'rejected') assert.match(result.reason.code, /^(DEVICE_UNAVAILABLE|ENGINE_CRASHED)$/);
      }
      await assert.rejects(find(remote), { code: 'DEVICE_UNAVAILABLE', message: /cannot be reached/ });

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
        const runs = Array.from({ length: 4 }, () => find(both));
        firstChild!.kill('SIGKILL');
        for (const { detections } of await Promise.all(runs)) assert.ok(detections.length > 4);
      } finally {
        firstChild!.kill('SIGKILL');
        await both.close();
      }
    });
  });
}

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
