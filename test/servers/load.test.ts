import assert from 'node:assert/strict';
import { checkServers, openEngine, parsePrompt } from '../../src';
import { runCli } from '../support/cli';
import { serverGraphs } from '../support/describe-backend';
import { scene } from '../support/scenes';
import { until } from '../support/until';
import { RealServer, serverKinds } from './real-server';
import { assertSame } from './same-detections';

const model = { model: 'demo', dtype: 'auto', baseFolder: '.' } as const;
const classes = parsePrompt('prompt', 'star. circle. ring. cross. crescent');
const used = (['detector', 'segmenter'] as const).map((task) => ({ task, model: 'demo', baseFolder: '.' }));
const { image } = scene(19);

for (const kind of serverKinds) {
  describe(`models that ${kind.name} loads on request`, function () {
    this.timeout(120_000);
    let server: RealServer;
    before(async function () {
      server = await RealServer.of(kind, this);
      await server.startOrSkip(this, serverGraphs(), 'tiny');
    });
    after(() => server?.remove());

    const readiness = async (): Promise<Record<string, boolean>> => {
      const [check] = await checkServers({ addresses: [server.address] }, used);
      assert.equal(check!.message, undefined);
      return Object.fromEntries(check!.models.map(({ name, isReady }) => [name, isReady]));
    };
    const doctor = () =>
      runCli('.', ['doctor', '--server', server.address, '--detector', 'demo', '--segmenter', 'demo']);
    const of = (isReady: boolean) => ({ demo: isReady, 'demo-encoder': isReady, 'demo-decoder': isReady });

    it('are not ready, and fail with what to do', async () => {
      const engine = openEngine(`no load ${kind.name}`, { graceMs: 0, server: { addresses: [server.address] } });
      try {
        await assert.rejects(engine.detect({ image, model, classes }), {
          code: 'MODEL_NOT_FOUND',
          message: /"demo" on .*Load it/,
        });
      } finally {
        await engine.close();
      }
      assert.deepEqual(await readiness(), of(false));
      const { status, stdout } = await doctor();
      assert.equal(status, 1);
      assert.match(stdout, /model demo-encoder (Not loaded|No model)/);
    });

    it('are loaded by an engine that may do so, give the same results, and are unloaded when it ends', async () => {
      const local = openEngine(`load local ${kind.name}`, { device: 'cpu', graceMs: 0 });
      const remote = openEngine(`load ${kind.name}`, {
        graceMs: 0,
        server: { addresses: [server.address], load: true },
      });
      try {
        const [here, there] = await Promise.all([local, remote].map((one) => one.detect({ image, model, classes })));
        assert.ok(here!.detections.length > 4);
        assertSame(there!.detections, here!.detections);
        const { detections } = here!;
        const [near, far] = await Promise.all([local, remote].map((one) => one.segment({ image, model, detections })));
        assertSame(far!.detections, near!.detections);
        assert.deepEqual(await readiness(), of(true));
        assert.equal((await doctor()).status, 0);
      } finally {
        await Promise.all([local.close(), remote.close()]);
      }
      await until(async () => Object.values(await readiness()).every((isReady) => !isReady));
    });
  });
}
