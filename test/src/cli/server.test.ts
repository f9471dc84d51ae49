import assert from 'node:assert/strict';
import { runCli } from '../../support/cli';
import { type OipServer, startOipServer, startUnloadedServer } from '../../support/oip-server';
import { scenePath } from '../../support/scenes';
import { freePort } from '../../support/servers';

describe('grounded-sam with an inference server', function () {
  this.timeout(60_000);
  let server: OipServer;
  before(async () => {
    server = await startOipServer();
  });
  after(() => server.kill());

  const ask = ['detect', scenePath(19), '--prompt', 'cyan star. blue ring', '--json'];
  const detectionsIn = (stdout: string): unknown => (JSON.parse(stdout) as { detections: unknown }).detections;

  it('finds the same as on this machine, and takes the token from the environment', async () => {
    const local = await runCli('.', [...ask, '--device', 'cpu']);
    const remote = await runCli('.', [...ask, '--server', server.url], { GROUNDED_SAM_SERVER_TOKEN: 'aSecret' });

    assert.deepEqual([local.status, remote.status], [0, 0], remote.stderr);
    assert.deepEqual(detectionsIn(remote.stdout), detectionsIn(local.stdout));
    assert.ok(server.requests.length > 0);
    for (const { headers } of server.requests) assert.equal(headers.authorization, 'Bearer aSecret');
    assert.ok(!(remote.stdout + remote.stderr).includes('aSecret'));
  });

  it('loads models on the server with --server-load, and unloads them at the end', async () => {
    const { server: unloaded, orders } = await startUnloadedServer();
    try {
      const { status, stderr } = await runCli('.', [...ask, '--server', unloaded.url, '--server-load']);

      assert.equal(status, 0, stderr);
      assert.ok(orders.includes('load demo'));
      assert.deepEqual(
        orders.filter((order) => order.startsWith('unload')).map((order) => order.slice(2)),
        orders.filter((order) => order.startsWith('load')),
      );
    } finally {
      await unloaded.kill();
    }
  });

  const refused: { name: string; args: () => Promise<string[]>; says: RegExp }[] = [
    {
      name: 'a server that does not run',
      args: async () => ['--server', `http://127.0.0.1:${await freePort()}`],
      says: /Cannot reach the .* \(connection refused\)/,
    },
    { name: 'an empty address', args: async () => ['--server', ' '], says: /--server must be the address of an/ },
    { name: 'an address without http', args: async () => ['--server', 'box:8000'], says: /must be addresses http/ },
    {
      name: 'a device next to a server',
      args: async () => ['--server', server.url, '--device', 'cpu'],
      says: /device must be absent if models run on a server/,
    },
    {
      name: 'names of unknown roles',
      args: async () => ['--server', server.url, '--server-models', 'painter = x'],
      says: /--server-models must be names such as/,
    },
  ];
  for (const { name, args, says } of refused) {
    it(`refuses ${name} in one sentence`, async () => {
      const { status, stderr } = await runCli('.', [...ask, ...(await args())]);

      assert.notEqual(status, 0);
      assert.match(stderr, says);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    });
  }

  describe('doctor', () => {
    const doctor = (...args: string[]) => runCli('.', ['doctor', ...args], { GROUNDED_SAM_SERVER_TOKEN: 'aSecret' });

    it('exits with 0 if the server has loaded all models', async () => {
      const names = ['--server-models', 'detector = demo'];
      const { status, stdout, stderr } = await doctor('--server', server.url, '--segmenter', 'demo', ...names);

      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, new RegExp(`^server ${server.url} works: test server 1\\.2\\.3, \\d+ ms$`, 'm'));
      const models = [...stdout.matchAll(/^ {2}model (\S+) +is ready$/gm)].map(([, name]) => name);
      assert.deepEqual(models, ['demo-encoder', 'demo-decoder', 'demo']);
      assert.equal(server.requests.at(-1)!.headers.authorization, 'Bearer aSecret');
      assert.ok(!stdout.includes('aSecret'));
    });

    it('exits with 1 if an address does not answer, and reports the others', async () => {
      const { status, stdout } = await doctor('--server', `http://127.0.0.1:${await freePort()},${server.url}`);

      assert.equal(status, 1);
      assert.match(stdout, /^server http:\S+ +Cannot reach the inference server at \S+ \(connection refused\)/m);
      assert.match(stdout, /^server http:\S+ +works: test server/m);
    });

    it('exits with 1 if a model is not ready', async () => {
      const { status, stdout } = await doctor('--server', server.url, '--detector', 'edgetam');

      assert.equal(status, 1);
      assert.match(
        stdout,
        /^ {2}model edgetam +No model "edgetam" on the inference server at \S+, or it is not loaded/m,
      );
    });

    it('says that no models were checked without names', async () => {
      const { status, stdout } = await doctor('--server', server.url);

      assert.equal(status, 0);
      assert.match(stdout, /^models +not checked: name them with --detector/m);
    });

    it('refuses a model without a server', async () => {
      const { status, stderr } = await doctor('--segmenter', 'demo');

      assert.notEqual(status, 0);
      assert.match(stderr, /--segmenter must be given together with --server/);
    });

    for (const flag of [['--device', 'cpu'], ['--check']]) {
      it(`refuses ${flag[0]} next to a server`, async () => {
        const { status, stderr } = await doctor('--server', server.url, ...flag);

        assert.notEqual(status, 0);
        assert.match(stderr, /must be absent if models run on a server/);
      });
    }
  });
});
