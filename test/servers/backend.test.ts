import { RemoteBackend } from '../../src/engine/child/remote/remote-backend';
import { serverSettings } from '../../src/engine/server-settings';
import { describeBackend, serverGraphs } from '../support/describe-backend';
import { RealServer, serverKinds } from './real-server';

for (const kind of serverKinds) {
  describe(`a backend on ${kind.name}`, function () {
    this.timeout(120_000);
    let server: RealServer;
    before(async function () {
      server = await RealServer.of(kind, this);
      await server.startOrSkip(this, serverGraphs());
    });
    after(() => server?.remove());

    describeBackend(`of ${kind.name}`, {
      isRemote: true,
      async open() {
        if (!server.isRunning) await server.start(serverGraphs());
        return new RemoteBackend(serverSettings({ addresses: [server.address], retries: 0 }));
      },
      close: (backend) => (backend as RemoteBackend).close(),
      crash: () => server.kill(),
    });
  });
}
