import { RemoteBackend } from '../../../../../src/engine/child/remote/remote-backend';
import { serverSettings } from '../../../../../src/engine/server-settings';
import { describeBackend, serverGraphs } from '../../../../support/describe-backend';
import { type OipServer, startOipServer } from '../../../../support/oip-server';

let server: OipServer;

describeBackend('of an inference server', {
  isRemote: true,
  async open() {
    server = await startOipServer({ graphs: serverGraphs() });
    return new RemoteBackend(serverSettings({ addresses: [server.url], retries: 0 }));
  },
  async close(backend) {
    await (backend as RemoteBackend).close();
    await server.kill().catch(() => undefined);
  },
  crash: () => server.kill(),
});
