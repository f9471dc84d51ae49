import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { ServerClient } from '../../../../../src/engine/child/remote/server-client';
import { type ServerSettings, serverSettings } from '../../../../../src/engine/server-settings';
import type { ErrorCode } from '../../../../../src/errors';
import { float32 } from '../../../../../src/tensor/tensor';
import { listening, selfSigned } from '../../../../support/servers';

const model = { name: 'demo', version: '2' };
const never = new AbortController().signal;
const described = JSON.stringify({ name: 'test server', version: '1.2.3' });
const graph = {
  inputs: [{ name: 'x', type: 'float32', dims: [1] }],
  outputs: [{ name: 'y', type: 'float32', dims: [1] }],
  datatypes: new Map([['x', 'FP32']]),
};

describe('an inference server', () => {
  const servers: Server[] = [];
  let client: ServerClient;
  const start = async (server: Server): Promise<string> => {
    servers.push(server);
    return listening(server);
  };
  const open = (addresses: string[], settings: Partial<ServerSettings> = {}, describeMs?: number): void => {
    client = new ServerClient(serverSettings({ addresses, retries: 0, ...settings }), describeMs);
  };
  const openOn = async (listener: RequestListener, settings?: Partial<ServerSettings>, describeMs?: number) =>
    open([`http://${await start(createServer(listener))}`], settings, describeMs);
  const run = () => client.run(model, graph, { x: float32([1], [0.5]) }, ['y'], never);
  afterEach(async () => {
    await client.close();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    delete process.env.HTTP_PROXY;
  });

  const refusals: {
    name: string;
    status: number;
    html?: boolean;
    error?: string;
    code: ErrorCode;
    says: RegExp;
    sent: number;
  }[] = [
    {
      name: '403',
      status: 403,
      code: 'DEVICE_UNAVAILABLE',
      says: /^Access refused \(403\).*: check the token/,
      sent: 1,
    },
    {
      name: '502',
      status: 502,
      html: true,
      code: 'DEVICE_UNAVAILABLE',
      says: /^Busy or not ready \(502\): the .*\d$/,
      sent: 2,
    },
    { name: '503', status: 503, error: 'overload', code: 'DEVICE_UNAVAILABLE', says: /\(503\).*: overload$/, sent: 2 },
    {
      name: 'HTML 504',
      status: 504,
      html: true,
      code: 'ENGINE_TIMEOUT',
      says: /^No response in time \(504\)/,
      sent: 1,
    },
    {
      name: 'HTML 404',
      status: 404,
      html: true,
      code: 'DEVICE_UNAVAILABLE',
      says: /^No inference server at/,
      sent: 1,
    },
    {
      name: '500',
      status: 500,
      error: 'bad',
      code: 'MODEL_UNSUPPORTED',
      says: /^Cannot run the model "demo" \(500\).*: bad$/,
      sent: 1,
    },
    {
      ...{
        name: '501, as it has no versions',
        status: 501,
        error: 'Not Implemented',
        code: 'MODEL_NOT_FOUND',
        sent: 1,
      },
      says: /^No versions of models \(501\) on .*: remove ":2" from the name "demo:2" in the vision-engine$/,
    },
  ];
  for (const { name, status, html, error, code, says, sent } of refusals) {
    it(`that responds with ${name} fails runs with ${code}, after ${sent} requests`, async () => {
      const bodies: string[] = [];
      await openOn(
        async (request, response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of request) chunks.push(chunk);
          if (request.url?.endsWith('/infer')) bodies.push(Buffer.concat(chunks).toString('base64'));
          if (html) response.writeHead(status, { 'content-type': 'text/html' }).end('<html>proxy</html>');
          else response.writeHead(status).end(error && JSON.stringify({ error }));
        },
        { retries: 1 },
      );

      await assert.rejects(run(), { code, message: says });
      assert.equal(bodies.length, sent);
      assert.equal(new Set(bodies).size, 1, 'the same bytes');
    });
  }

  const states: {
    name: string;
    status: number;
    error?: string;
    index?: object[];
    ready?: number;
    code?: ErrorCode;
    says: RegExp;
  }[] = [
    {
      ...{ name: 'names the models that it has', status: 404, error: "unknown model: 'demo'" },
      index: [{ name: 'shapes', version: '1', state: 'READY' }, { name: 'shapes', version: '2' }, { name: 'other' }],
      says: /^No model "demo" on .*\. It has: shapes, other$/,
    },
    { name: 'has none', status: 404, index: [], says: /^No model "demo" on .*\. It has: none$/ },
    {
      ...{ name: 'has not loaded it', status: 503, error: 'not at ready state' },
      index: [{ name: 'demo', version: '2', state: 'UNAVAILABLE', reason: 'unloaded' }],
      says: /^Not loaded: the model "demo" .*\(unavailable: unloaded\)\. Load it there$/,
    },
    {
      ...{ name: 'was never asked to load it', status: 400, error: "Request for unknown model: 'demo' is not found" },
      index: [{ name: 'demo' }],
      says: /^Not loaded: the model "demo" on the inference server at \S+\. Load it there$/,
    },
    {
      ...{ name: 'has other versions', status: 404 },
      index: [1, 3].map((version) => ({ name: 'demo', version: `${version}`, state: 'READY' })),
      says: /^No version 2 of the model "demo" on .*\. It has: 1, 3$/,
    },
    {
      ...{ name: 'has no index, and the model is not ready', status: 503, error: 'not at ready state', ready: 400 },
      says: /^Not loaded: the model "demo" .*\(not at ready state\)\. Load it there$/,
    },
    {
      ...{ name: 'has no index, and does not have the model', status: 404, error: 'Model demo does not exist' },
      says: /^No model "demo" on .*, or it is not loaded: Model demo does not exist\./,
    },
    {
      ...{ name: 'has it, but is busy', status: 503, error: 'queue full' },
      index: [{ name: 'demo', version: '2', state: 'READY' }],
      ...{ code: 'DEVICE_UNAVAILABLE', says: /^Busy or not ready \(503\).*: queue full$/ },
    },
    {
      ...{ name: 'has it, but refuses the input', status: 400, error: 'unexpected shape' },
      index: [],
      ...{ code: 'MODEL_UNSUPPORTED', says: /^Cannot run the model "demo" \(400\).*: unexpected shape$/ },
    },
  ];
  for (const { name, status, error, index, ready = 503, code = 'MODEL_NOT_FOUND', says } of states) {
    it(`that refuses a run (${status}) and ${name} is asked for the reason`, async () => {
      await openOn((request, response) => {
        request.resume();
        if (request.url === '/v2/repository/index' && index) response.end(JSON.stringify(index));
        else if (request.url === '/v2/models/demo/ready') response.writeHead(ready).end();
        else response.writeHead(status).end(JSON.stringify({ error }));
      });

      await assert.rejects(run(), { code, message: says });
    });
  }

  it('that is loading the model is asked again until it has', async () => {
    let asked = 0;
    await openOn(
      (request, response) => {
        request.resume();
        if (request.url === '/v2/repository/index')
          response.end(JSON.stringify([{ name: 'demo', version: '2', state: 'LOADING' }]));
        else if (++asked > 2) response.end('{"inputs":[],"outputs":[]}');
        else response.writeHead(503).end('{"error":"not ready"}');
      },
      { retries: 1 },
    );

    assert.deepEqual((await client.graph(model, never)).inputs, []);
    assert.equal(asked, 3);
    asked = -10;
    await client.close();
    open([...client.states.map(({ address }) => address)]);
    await assert.rejects(client.graph(model, never), { code: 'MODEL_NOT_FOUND', message: /^Still loading the mod/ });
  });

  it('that refuses a large body before it has read it is reported as such', async () => {
    await openOn((_request, response) => {
      response.writeHead(413, { connection: 'close' }).end('too large');
    });
    const large = { x: float32([4e6], new Float32Array(4e6)) };

    await assert.rejects(client.run(model, graph, large, ['y'], never), {
      code: 'DEVICE_UNAVAILABLE',
      message: /^Request too large \(413\).*: 16\.0 MB\. Raise its limit$/,
    });
  });

  it('whose error never ends is read up to a limit', async () => {
    let sent = 0;
    const isClosed = new Promise<void>((closed) => {
      void openOn((_request, response) => {
        response.on('close', closed);
        response.writeHead(400);
        const send = (): void => {
          if (response.destroyed) return;
          sent += 1e4;
          response.write('x'.repeat(1e4), () => setImmediate(send));
        };
        send();
      }).then(() =>
        assert
          .rejects(run(), { code: 'MODEL_UNSUPPORTED', message: /^Cannot run the model "demo" \(400\)/ })
          .then(() => undefined),
      );
    });

    await isClosed;
    assert.ok(sent > 64_000);
  });

  it('that stops in the middle of a response fails after the limit', async () => {
    await openOn((_request, response) => void response.writeHead(200).write('{"name":'), {}, 200);

    await assert.rejects(client.describe(never), {
      code: 'DEVICE_UNAVAILABLE',
      message: /^Cannot reach .*\(no answer\)/,
    });
  });

  const large: { name: string; headers: Record<string, string> }[] = [
    { name: 'says that it is longer', headers: { 'content-length': `${512 * 2 ** 20 + 1}` } },
    { name: 'does not say its length', headers: {} },
  ];
  for (const { name, headers } of large) {
    it(`whose response has more than 512 MiB and ${name} is refused`, async function () {
      this.timeout(30_000);
      const chunk = Buffer.alloc(2 ** 24);
      let sent = 0;
      const write = (response: ServerResponse): void => {
        if (response.destroyed) return;
        sent += chunk.length;
        response.write(chunk, () => setImmediate(write, response));
      };
      await openOn((request, response) => {
        request.resume();
        write(response.writeHead(200, headers));
      });

      await assert.rejects(run(), { code: 'MODEL_UNSUPPORTED', message: /^Response above 512 MiB/ });
      assert.ok(sent < 2 ** 30);
    });
  }

  it('that closes connections without requests is used again', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((_request, response) => response.end(described));
    server.on('connection', (socket: Socket) => sockets.add(socket));
    open([`http://${await start(server)}`], { retries: 1 });

    for (let request = 1; request <= 20; request++) {
      assert.equal((await client.describe(never)).version, '1.2.3');
      for (const socket of sockets) socket.destroy();
      if (request % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assert.ok(sockets.size >= 20);
  });

  it('gets the name of the model in its address', async () => {
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url!);
      response.end('{"inputs":[],"outputs":[]}');
    });
    open([`http://${await start(server)}/serving/{model}/`]);

    await client.graph({ name: 'a b' }, never);

    assert.deepEqual(paths, ['/serving/a%20b/v2/models/a%20b']);
  });

  it('that requires a certificate of its clients gets the one of the settings', async () => {
    const own = selfSigned();
    const server = createSecureServer({ ...own, ca: own.cert, requestCert: true, rejectUnauthorized: true }, (_, to) =>
      to.end(described),
    );
    const address = `https://${await start(server)}`;
    const ca = readFileSync('test/fixtures/tls/certificate.pem', 'utf8');
    const key = readFileSync('test/fixtures/tls/key.pem', 'utf8');

    open([address], { tls: { ca, verify: true } });
    // In TLS 1.3 the server refuses after the handshake: as an alert, or by closing the connection.
    await assert.rejects(client.describe(never), { code: /^(DEVICE_UNAVAILABLE|ENGINE_CRASHED)$/ });
    await client.close();
    open([address], { tls: { ca, cert: ca, key, verify: true } });
    assert.equal((await client.describe(never)).version, '1.2.3');
  });

  it('is reached through the proxy of the environment', async () => {
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url }, socket) => {
      tunnels.push(url!);
      const [host, port] = url!.split(':');
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      for (const end of [target, socket]) end.on('error', () => target.destroy());
      socket.on('close', () => target.destroy());
    });
    process.env.HTTP_PROXY = `http://${await start(proxy)}`;
    const host = await start(createServer((_request, response) => response.end(described)));
    open([`http://${host}`]);

    assert.equal((await client.describe(never)).version, '1.2.3');
    assert.deepEqual(tunnels, [host]);
  });

  it('is not reached if a proxy variable is invalid, which names the variable and not its value', async () => {
    process.env.HTTP_PROXY = 'ftp://user:secret@proxy';
    await openOn((_request, response) => void response.end(described));

    await assert.rejects(client.describe(never), {
      code: 'INVALID_INPUT',
      message: /^HTTP_PROXY must be the address of a proxy: http:\/\/host:port/,
    });
  });
});
