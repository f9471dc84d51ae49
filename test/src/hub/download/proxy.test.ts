import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { detector, detectorContent, type HubBench, openHubBench } from '../../../support/hub';

/** Tunnels to every requested host, and records it. */
async function startProxy(): Promise<{ server: Server; url: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', ({ url }, socket) => {
    tunnels.push(url!);
    const [host, port] = url!.split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    for (const end of [target, socket]) end.on('error', () => target.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels };
}

describe('a proxy', () => {
  let bench: HubBench;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];
  const saved = new Map(names.map((name) => [name, process.env[name]]));

  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent());
    proxy = await startProxy();
    for (const name of names) delete process.env[name];
  });
  afterEach(async () => {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    proxy.server.closeAllConnections();
    proxy.server.close();
    await bench.close();
  });

  it('of the environment is used', async () => {
    process.env.HTTP_PROXY = proxy.url;

    await bench.open().fetch(detector('org/dino'));

    assert.ok(proxy.tunnels.length > 0);
    assert.ok(proxy.tunnels.every((target) => `http://${target}` === bench.server.url));
  });

  it('is not used for hosts in NO_PROXY', async () => {
    process.env.HTTP_PROXY = proxy.url;
    process.env.NO_PROXY = '127.0.0.1';

    await bench.open().fetch(detector('org/dino'));

    assert.deepEqual(proxy.tunnels, []);
  });
});
