import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import { openHttpClient } from '../../../../src/hub/download/http';
import { proxySettings } from '../../../../src/hub/download/proxy';
import { assertKeepsSecret, failureOf } from '../../../support/failures';
import { detector, detectorContent, type HubBench, openHubBench } from '../../../support/hub';
import { listening, selfSigned } from '../../../support/servers';

interface Proxy {
  readonly server: Server;
  url: string;
  /** `host:port` */
  host: string;
  readonly tunnels: string[];
  readonly logins: (string | undefined)[];
  /** Responds to every request for a tunnel with this status. */
  status?: number | 'never';
}

/** Tunnels to every requested host, and records it. */
async function startProxy(): Promise<Proxy> {
  const tunnels: string[] = [];
  const logins: (string | undefined)[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  const proxy: Proxy = { server, url: '', host: '', tunnels, logins };
  server.on('connect', ({ url, headers }, socket) => {
    tunnels.push(url!);
    logins.push(headers['proxy-authorization']);
    if (proxy.status === 'never') return;
    if (proxy.status !== undefined) {
      socket.end(`HTTP/1.1 ${proxy.status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [host, port] = url!.split(':');
    const target = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    for (const end of [target, socket]) end.on('error', () => target.destroy());
  });
  proxy.host = await listening(server);
  proxy.url = `http://${proxy.host}`;
  return proxy;
}

const PASSWORD = 'pass-of-the-proxy';

describe('a proxy', () => {
  let bench: HubBench;
  let proxy: Proxy;
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

  const fetched = () => bench.open().fetch(detector('org/dino'));

  it('of the environment is used', async () => {
    process.env.HTTP_PROXY = proxy.url;

    await fetched();

    assert.ok(proxy.tunnels.length > 0);
    assert.ok(proxy.tunnels.every((target) => `http://${target}` === bench.server.url));
  });

  const forms = [
    { name: 'host:port', url: ({ host }: Proxy) => host },
    { name: 'host:port with a line end', url: ({ host }: Proxy) => ` ${host}\r\n` },
    { name: '//host:port', url: ({ host }: Proxy) => `//${host}` },
    { name: 'localhost:port', url: ({ host }: Proxy) => host.replace('127.0.0.1', 'localhost') },
  ];
  for (const { name, url } of forms) {
    it(`may be given as ${name}`, async () => {
      process.env.HTTP_PROXY = url(proxy);

      await fetched();

      assert.ok(proxy.tunnels.length > 0);
    });
  }

  it('may be given as user:password@host:port', async () => {
    process.env.HTTP_PROXY = `user:${PASSWORD}@${proxy.host}`;

    await fetched();

    const login = `Basic ${Buffer.from(`user:${PASSWORD}`).toString('base64')}`;
    assert.ok(proxy.logins.length > 0);
    assert.ok(proxy.logins.every((sent) => sent === login));
  });

  for (const hosts of ['127.0.0.1', '*', 'example.com, 127.0.0.1', 'example.com *', 'http://127.0.0.1/', '0.0.1']) {
    it(`is not used for hosts in NO_PROXY: ${hosts}`, async () => {
      process.env.HTTP_PROXY = proxy.host;
      process.env.NO_PROXY = hosts;

      await fetched();

      assert.deepEqual(proxy.tunnels, []);
    });
  }

  for (const address of ['host:port', 'ftp://host:21', `http://user:${PASSWORD}@`, `user:${PASSWORD}#@host:1`, '%']) {
    it(`cannot be ${address.replace(PASSWORD, '...')}: the error names the variable and no password`, async () => {
      process.env.HTTP_PROXY = address;

      const failure = await failureOf(fetched());

      assert.match(String(failure), /^HTTP_PROXY must be the address of a proxy: http:\/\/host:port/);
      assertNoPassword(failure);
      assert.deepEqual(bench.server.requests, []);
    });
  }

  it('of HTTPS_PROXY is the one of https, else HTTP_PROXY is', () => {
    const both = proxySettings({ HTTPS_PROXY: 'secure:1', HTTP_PROXY: 'plain:2' });
    assert.deepEqual([both.httpsProxy, both.httpProxy], ['http://secure:1', 'http://plain:2']);
    assert.equal(proxySettings({ HTTP_PROXY: 'plain:2' }).httpsProxy, 'http://plain:2');
    assert.equal(proxySettings({ https_proxy: '', HTTPS_PROXY: 'secure:1' }).httpsProxy, '');
    assert.equal(proxySettings({ HTTPS_PROXY: 'https://secure:1' }).httpsProxy, 'https://secure:1');
    assert.equal(proxySettings({ NO_PROXY: ' ::1;fe80::2 ' }).noProxy, '[::1],[fe80::2]');
  });

  const refusals = [
    { status: 407, says: /the proxy needs another user and password \(407\)\. Set HTTPS_PROXY/ },
    { status: 403, says: /the proxy refuses connections to 127\.0\.0\.1:\d+ \(403\)/ },
  ];
  for (const { status, says } of refusals) {
    it(`that responds with ${status} is asked once`, async () => {
      process.env.HTTP_PROXY = `http://user:${PASSWORD}@${proxy.host}`;
      proxy.status = status;

      const failure = await failureOf(fetched());

      assert.match(String(failure), says);
      assertNoPassword(failure);
      assert.equal(proxy.tunnels.length, 1);
    });
  }

  it('given as host:port is used for https', async () => {
    process.env.HTTPS_PROXY = proxy.host;
    const hub = createSecureServer(selfSigned(), (_request, response) => response.end());
    const endpoint = `https://${await listening(hub)}`;
    const client = openHttpClient({ endpoint, token: '' });
    const signal = new AbortController().signal;

    // The certificate is not trusted, which shows that the tunnel leads to the hub.
    await assert.rejects(client.get(`${endpoint}/x`, { name: 'x', page: 'x' }, { signal }), {
      message: /DEPTH_ZERO_SELF_SIGNED_CERT/,
    });
    assert.deepEqual(
      proxy.tunnels.map((target) => `https://${target}`),
      [endpoint],
    );
    hub.close();
  });

  it('that never responds is given up after the usual time', async () => {
    process.env.HTTP_PROXY = proxy.host;
    proxy.status = 'never';
    const start = performance.now();

    await assert.rejects(bench.open({}, {}, 300).fetch(detector('org/dino')), { message: /after 4 attempts/ });
    assert.ok(performance.now() - start < 20_000);
  });

  it('that responds with 502 is asked again', async () => {
    process.env.HTTP_PROXY = proxy.url;
    proxy.status = 502;

    assert.match(String(await failureOf(fetched())), /after 4 attempts: .*502/);
    assert.ok(proxy.tunnels.length >= 4);
  });

  it('that cannot be reached has a password that is in no error', async () => {
    process.env.HTTP_PROXY = `http://user:${PASSWORD}@${proxy.host}`;
    proxy.server.close();

    const failure = await failureOf(fetched());

    assert.match(String(failure), /ECONNREFUSED/);
    assertNoPassword(failure);
  });
});

function assertNoPassword(failure: { readonly code: string }): void {
  assert.equal(failure.code, 'DOWNLOAD_FAILED');
  assertKeepsSecret(failure, PASSWORD);
}
