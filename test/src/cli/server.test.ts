import assert from 'node:assert/strict';
import { runCli } from '../../support/cli';
import { type OipServer, startOipServer } from '../../support/oip-server';
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

  const refused: { name: string; args: () => Promise<string[]>; says: RegExp }[] = [
    {
      name: 'a server that does not run',
      args: async () => ['--server', `http://127.0.0.1:${await freePort()}`],
      says: /cannot be reached \(connection refused\)/,
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
});
