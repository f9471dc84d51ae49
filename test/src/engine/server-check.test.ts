import assert from 'node:assert/strict';
import { checkServers, isUsable } from '../../../src';
import { goldenFile } from '../../support/goldens';
import { type OipServer, sendJson, startOipServer } from '../../support/oip-server';
import { freePort } from '../../support/servers';

const used = (...tasks: ('detector' | 'segmenter')[]) =>
  tasks.map((task) => ({ task, model: 'demo', baseFolder: '.' }) as const);

describe('the check of inference servers', () => {
  const servers: OipServer[] = [];
  const start = async (options?: Parameters<typeof startOipServer>[0]): Promise<OipServer> => {
    const server = await startOipServer(options);
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.kill().catch(() => undefined)));
  });

  it('reports the name, the version and the time of a server, and each model once', async () => {
    const { url, requests } = await start();

    const [check] = await checkServers(
      { addresses: [url], token: 'aSecret' },
      used('detector', 'segmenter', 'detector'),
    );

    const { ms, ...rest } = check!;
    assert.ok(Number.isInteger(ms) && ms! >= 0);
    assert.deepEqual(rest, {
      ...{ address: url, name: 'test server', version: '1.2.3' },
      models: ['demo', 'demo-encoder', 'demo-decoder'].map((name) => ({ name, isReady: true })),
    });
    assert.ok(isUsable(check!));
    assert.ok(requests.every(({ method, headers }) => method === 'GET' && headers.authorization === 'Bearer aSecret'));
  });

  it('asks for the names of the settings, in their versions, instead of the usual ones', async () => {
    const { url, requests } = await start({ graphs: {} });
    const models = { detector: { name: 'shapes' }, encoder: { name: 'sam', version: '2' } };

    const [check] = await checkServers({ addresses: [url], models }, used('segmenter'));

    assert.deepEqual(
      check!.models.map(({ name, isReady }) => [name, isReady]),
      [
        ['sam:2', false],
        ['demo-decoder', false],
        ['shapes', false],
      ],
    );
    assert.ok(requests.some(({ path }) => path === '/v2/models/sam/versions/2/ready'));
    assert.ok(!isUsable(check!));
  });

  it('asks for a segmenter as one graph where the server has that', async () => {
    const { url } = await start({ graphs: { sam2: goldenFile('packed/sam2.onnx') } });
    const model = { task: 'segmenter', model: goldenFile('sam2'), baseFolder: '.' } as const;

    const [check] = await checkServers({ addresses: [url] }, [model]);
    const models = { segmenter: { name: 'other' } };
    const [named] = await checkServers({ addresses: [url], models }, [model]);

    assert.deepEqual(check!.models, [{ name: 'sam2', isReady: true }]);
    assert.deepEqual([named!.models.length, named!.models[0]!.name], [1, 'other']);
  });

  it('reports each server by itself, without further attempts', async () => {
    const { url } = await start();
    const down = `http://127.0.0.1:${await freePort()}`;

    const checks = await checkServers({ addresses: [down, url], retries: 5 }, used('detector'));

    assert.match(checks[0]!.message!, /^Cannot reach the inference server at 127.* \(connection refused\)\. Check/);
    assert.deepEqual([checks[0]!.models, checks[0]!.name, isUsable(checks[0]!)], [[], undefined, false]);
    assert.deepEqual([checks[1]!.name, isUsable(checks[1]!)], ['test server', true]);
  });

  const unready: [name: string, status: number, body: object, says: RegExp][] = [
    ['404', 404, { error: 'not found' }, /^No model "demo" on the inference server at .*, or it is not loaded/],
    [
      '400, as Triton does',
      400,
      { error: 'Model version not ready' },
      /^Not ready: the model "demo"\. Load it .*not ready$/,
    ],
    ['503', 503, { error: 'loading' }, /^Busy or not ready \(503\).*: loading/],
    ['401', 401, {}, /^Access refused \(401\).*: check the token/],
    ['the word false', 200, { name: 'demo', ready: false }, /^Not ready: the model "demo"\. Load it on the server/],
  ];
  for (const [name, status, body, says] of unready) {
    it(`reports a model for which the server answers ${name}`, async () => {
      const { url } = await start({
        answer({ path }, response) {
          if (path.endsWith('/ready')) sendJson(response, status, body);
          return path.endsWith('/ready');
        },
      });

      const [check] = await checkServers({ addresses: [url] }, used('detector'));

      assert.equal(check!.message, undefined);
      assert.deepEqual([check!.models[0]!.name, check!.models[0]!.isReady], ['demo', false]);
      assert.match(check!.models[0]!.message!, says);
    });
  }

  it('reports an address at which another service answers, and shows no control characters of a server', async () => {
    const answers = (value: object) =>
      start({
        answer(_, response) {
          sendJson(response, 200, value);
          return true;
        },
      });
    const other = await answers({ version: '2' });
    const hostile = await answers({ name: 'a\n\u001b[2Jb', version: null });

    const checks = await checkServers({ addresses: [other.url, hostile.url] });

    assert.match(checks[0]!.message!, /^No inference server at 127/);
    assert.deepEqual([checks[1]!.name, checks[1]!.version], ['a [2Jb', '']);
  });

  it('ends in time if a server sends its answer byte by byte', async () => {
    const { url } = await start({
      answer(_, response) {
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
        return true;
      },
    });

    const [check] = await checkServers({ addresses: [url] }, [], 300);

    assert.match(check!.message!, /^No complete response within 0\.3 s from the inference server at 127.*\. Check/);
  });

  it('refuses invalid settings', async () => {
    await assert.rejects(checkServers({ addresses: ['box:8000'] }), { code: 'INVALID_INPUT' });
    await assert.rejects(checkServers({ addresses: [] }), { code: 'INVALID_INPUT' });
  });
});
