import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { VisionError } from '../../../../src';
import { downloadModel } from '../../../../src/hub/download-model';
import type { Hub } from '../../../../src/hub/hub';
import { failureOf } from '../../../support/failures';
import { detector, detectorContent, type HubBench, modelRequest, openHubBench } from '../../../support/hub';
import { sha256 } from '../../../support/hub-server';
import { noise, random } from '../../../support/random';
import { until } from '../../../support/until';

describe('a faulty hub', () => {
  let bench: HubBench;
  const graph = noise(300_000);
  const GRAPH = /resolve\/.*\/onnx\/model\.onnx$/;

  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent(graph));
  });
  afterEach(() => bench.close());

  const fetched = async (hub = bench.open()): Promise<Buffer> =>
    readFileSync((await hub.fetch(detector('org/dino'))).graphs[0]!);
  const graphRequests = () => bench.server.downloads.filter(({ path }) => GRAPH.test(path));

  /** Cuts the connection when the client has stored these bytes. */
  function cutOnceAt(bytes: number): void {
    const part = join(bench.cacheFolder, 'models--org--dino/blobs', `${sha256(graph)}.incomplete`);
    const isStored = (): boolean => existsSync(part) && statSync(part).size === bytes;
    bench.server.addFault({ path: GRAPH, times: 1, cutAfter: bytes, until: () => until(isStored) });
  }

  /** No file looks complete. */
  function assertNoGraph(): void {
    const folder = join(bench.cacheFolder, 'models--org--dino');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      names.filter((name) => name.endsWith('model.onnx') || name.endsWith('.lock')),
      [],
    );
  }

  const next = random(20);
  for (const cutAfter of Array.from({ length: 5 }, () => 1 + Math.floor(next() * (graph.length - 2)))) {
    it(`cuts the connection after ${cutAfter} bytes: the rest is requested, and the file is right`, async () => {
      cutOnceAt(cutAfter);

      assert.deepEqual(await fetched(), graph);

      assert.deepEqual(
        graphRequests().map(({ range }) => range),
        [undefined, `bytes=${cutAfter}-`],
      );
    });
  }

  it('cuts the connection repeatedly: the download continues as long as data arrives', async () => {
    bench.server.addFault({ path: GRAPH, times: 9, cutAfter: 20_000 });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().length, 10);
  });

  it('fails in one process: the next one resumes the download', async () => {
    cutOnceAt(120_000);
    bench.server.addFault({ path: GRAPH, times: 4, status: 503 });
    await assert.rejects(fetched(), { code: 'DOWNLOAD_FAILED' });
    assertNoGraph();

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().at(-1)!.range, 'bytes=120000-');
  });

  it('cannot resume: the download starts from the beginning', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, cutAfter: 50_000 });
    bench.server.addFault({ path: GRAPH, times: 1, ignoreRange: true });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().length, 2);
  });

  const short = { status: 200, body: 'short' };
  const incomplete = [
    {
      name: 'cuts every response, and cannot resume',
      fault: { cutAfter: 50_000, ignoreRange: true },
      says: /after 4 attempts: the connection|after 4 attempts: .*(terminated|closed|socket)/,
    },
    {
      name: 'ends every response early, with a length of its own',
      fault: { ...short, headers: { 'content-length': '5' } },
      says: /after 4 attempts: the hub sent 5 bytes instead of 300000$/,
    },
    {
      name: 'ends every response early, without a length',
      fault: { ...short, headers: { 'transfer-encoding': 'chunked' } },
      says: /after 4 attempts: the connection ended after 5 of 300000 bytes$/,
    },
  ];
  for (const { name, fault, says } of incomplete) {
    it(`${name}: the download ends after the usual attempts`, async () => {
      bench.server.addFault({ path: GRAPH, ...fault });

      await assert.rejects(fetched(), { code: 'DOWNLOAD_FAILED', message: says });
      assert.equal(graphRequests().length, 4);
    });
  }

  it('responds to a range request with a short text: the received bytes stay stored', async () => {
    cutOnceAt(120_000);
    bench.server.addFault({ path: GRAPH, times: 2, ...short, headers: { 'content-length': '5' } });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().at(-1)!.range, 'bytes=120000-');
  });

  it('sends a few bytes per response: the download does not take hours, it ends', async () => {
    bench.server.addFault({ path: GRAPH, partBytes: 10 });

    await assert.rejects(fetched(), {
      code: 'DOWNLOAD_FAILED',
      message: /after 4 attempts: the connection ended after 40 of 300000 bytes$/,
    });
  });

  it('sends parts that are shorter than requested: they are put together', async () => {
    bench.server.addFault({ path: GRAPH, partBytes: 40_000 });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().length, 8);
  });

  for (const encoding of ['gzip', 'br']) {
    it(`compresses with ${encoding}, though not requested: the error says so after one request`, async () => {
      bench.server.addFault({ path: GRAPH, status: 200, body: 'x', headers: { 'content-encoding': encoding } });

      await assert.rejects(fetched(), {
        code: 'DOWNLOAD_FAILED',
        message: new RegExp(`the hub sent it compressed \\(${encoding}\\), which was not requested. Check the proxy`),
      });
      assert.equal(graphRequests().length, 1);
    });
  }

  it('sends a damaged file: it is downloaded once more', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, corrupt: true });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().length, 2);
  });

  it('sends a damaged file twice: it is refused, and none of it is kept', async () => {
    bench.server.addFault({ path: GRAPH, corrupt: true });

    await assert.rejects(fetched(), {
      code: 'DOWNLOAD_FAILED',
      message: /onnx\/model\.onnx of org\/dino .*damaged twice/,
    });
    assert.equal(graphRequests().length, 2);
    assertNoGraph();
  });

  it('damages a file that git stores: its SHA-1 is checked too', async () => {
    bench.server.addFault({ path: /tokenizer\.json$/, corrupt: true });

    await assert.rejects(fetched(), {
      code: 'DOWNLOAD_FAILED',
      message: /tokenizer\.json of org\/dino .*damaged twice/,
    });
  });

  it('stalls: the rest is requested again', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, slice: 100_000, sliceMs: 4000 });

    assert.deepEqual(await fetched(bench.open({}, {}, 1000)), graph);
    assert.match(graphRequests()[1]!.range!, /^bytes=\d+-$/);
  });

  it('is slow: the download waits', async () => {
    bench.server.addFault({ path: GRAPH, slice: 30_000, sliceMs: 50 });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().length, 1);
  });

  it('limits the rate: the download waits for Retry-After', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, status: 429, headers: { 'retry-after': '1' } });
    const start = performance.now();

    assert.deepEqual(await fetched(), graph);
    assert.ok(performance.now() - start >= 990);
  });

  const windows = [
    {
      name: 'RateLimit',
      headers: { RateLimit: '"api";r=0;t=2', 'RateLimit-Policy': '"fixed window";"api";q=500;w=300' },
    },
    { name: 'the longest RateLimit', headers: { RateLimit: '"pages";r=9;t=99, "api";r=0;t=2, "a,b";r=0;t=1' } },
    { name: 'RateLimit of the older draft', headers: { RateLimit: 'limit=100, remaining=0, reset=2' } },
    { name: 'RateLimit-Reset', headers: { 'RateLimit-Limit': '100', 'RateLimit-Reset': '2' } },
    {
      name: 'RateLimit, which is longer than Retry-After',
      headers: { 'Retry-After': '1', RateLimit: '"api";r=0;t=2' },
    },
  ];
  for (const { name, headers } of windows) {
    it(`limits the rate: the download waits for ${name}`, async () => {
      bench.server.addFault({ path: /\/api\//, times: 1, status: 429, headers });
      const start = performance.now();

      assert.deepEqual(await fetched(), graph);
      const ms = performance.now() - start;
      assert.ok(ms >= 1990 && ms < 60_000, `${ms} ms`);
    });
  }

  it('reports the rest of its window with a fault of its own: the download does not wait for it', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, status: 502, headers: { RateLimit: '"api";r=0;t=200' } });

    assert.deepEqual(await fetched(), graph);
  });

  it('asks to wait for an hour: the download fails at once, and the error has the time', async () => {
    bench.server.addFault({ path: GRAPH, status: 429, headers: { 'Retry-After': '3600' } });

    await assert.rejects(fetched(), {
      code: 'DOWNLOAD_FAILED',
      message: /^Cannot download .* after 1 attempt: the hub responded with 429, and asks to wait 3600 s$/,
    });
    assert.equal(graphRequests().length, 1);
  });

  for (const status of [429, 500, 502, 503, 504]) {
    it(`responds with ${status} twice: it is tried a third time`, async () => {
      bench.server.addFault({ path: /\/api\//, times: 2, status });
      bench.server.addFault({ path: GRAPH, times: 2, status });

      assert.deepEqual(await fetched(), graph);
    });
  }

  const refusals = [
    {
      status: 401,
      code: 'DOWNLOAD_FAILED',
      says: /needs a token, .*Accept the licence at http:.*\/org\/dino/,
    },
    {
      status: 403,
      code: 'DOWNLOAD_FAILED',
      says: /needs a token, .*Accept the licence at http:.*\/org\/dino/,
    },
    { status: 404, code: 'MODEL_NOT_FOUND', says: /onnx\/model\.onnx of org\/dino \(revision [0-9a-f]{40}\) \(404\)/ },
    { status: 400, code: 'DOWNLOAD_FAILED', says: /^Cannot download .*: the hub responded with 400$/ },
    {
      status: 503,
      code: 'DOWNLOAD_FAILED',
      says: /^Cannot download onnx\/model\.onnx of org\/dino .* after 4 attempts: the hub responded with 503/,
    },
  ];
  for (const { status, code, says } of refusals) {
    it(`always responds with ${status}: ${code}, with the file and the reason`, async () => {
      bench.server.addFault({ path: GRAPH, status });

      await assert.rejects(fetched(), (error: VisionError) => {
        assert.equal(error.code, code);
        assert.match(error.message, says);
        return true;
      });
      assertNoGraph();
    });
  }

  it('does not have the repository: the error names it and its revision', async () => {
    await assert.rejects(bench.open().fetch(detector('org/none@v1')), {
      code: 'MODEL_NOT_FOUND',
      message: /org\/none \(revision v1\)/,
    });
  });

  it('does not have the dtype: the error lists the available ones', async () => {
    await assert.rejects(bench.open().fetch(detector('org/dino', 'q8')), {
      code: 'MODEL_NOT_FOUND',
      message: /^The detector has no onnx\/model_quantized\.onnx: org\/dino .*\. Available precisions: fp32, fp16$/,
    });
  });

  it('cannot be reached: the error comes after several attempts', async () => {
    await bench.server.close();

    await assert.rejects(fetched(), {
      code: 'DOWNLOAD_FAILED',
      message:
        /^Cannot download org\/dino .*after 4 attempts: .*ECONNREFUSED.*\. Without a network: .* demo, .*HF_ENDPOINT .*copy .*Offline/,
    });
  });

  describe('was given up', () => {
    let now = 0;
    const queued = (hub: Hub) => failureOf(hub.fetch(detector('org/dino')));
    const listings = () => bench.server.requests.filter(({ path }) => path.includes('/api/')).length;

    beforeEach(() => {
      now = 0;
      bench.server.addFault({ path: /\/api\//, status: 503, times: 4 });
    });

    it('fails at once for the queued messages, with the same error', async () => {
      const hub = bench.open({}, { now: () => now });
      const first = await queued(hub);
      now = 29_999;

      const second = await queued(hub);

      assert.deepEqual([second.code, second.message], ['DOWNLOAD_FAILED', first.message]);
      assert.equal(listings(), 4, 'no request for the second message');
    });

    it('is downloaded by the first message after the pause', async () => {
      const hub = bench.open({}, { now: () => now });
      await queued(hub);
      now = 30_000;

      assert.equal((await hub.fetch(detector('org/dino'))).dtype, 'fp32');
    });

    it('is downloaded at once if the user asks for it', async () => {
      const hub = bench.open({}, { now: () => now });
      await queued(hub);

      const [model] = await downloadModel(hub, modelRequest('org/dino'));

      assert.equal(model!.dtype, 'fp32');
    });
  });

  const valid = { type: 'file', path: 'onnx/model.onnx', size: 3, oid: 'a'.repeat(40) };
  const lies = [
    { name: 'a hash that leads out of the cache', entry: { oid: '../../../../evil' } },
    { name: 'a hash of an unknown length', entry: { oid: 'a'.repeat(41) } },
    { name: 'no hash', entry: { oid: undefined } },
    { name: 'a name that leads out of the cache', entry: { path: '../../../evil' } },
    { name: 'a name that leads out of the cache on Windows', entry: { path: 'onnx\\..\\..\\evil' } },
    { name: 'an absolute name', entry: { path: '/etc/passwd' } },
    { name: 'a name with NUL', entry: { path: 'a\0b' } },
    { name: 'a name of 5000 characters', entry: { path: 'a'.repeat(5000) } },
    { name: 'a name that is not a text', entry: { path: ['..'] } },
    { name: 'a negative size', entry: { size: -1 } },
    { name: 'a size that is not a number', entry: { size: '3' } },
    { name: 'a large file without a size', entry: { lfs: { oid: 'a'.repeat(64) } } },
  ];
  for (const { name, entry } of lies) {
    it(`lists ${name}: it is refused after one request`, async () => {
      const body = JSON.stringify([{ ...valid, ...entry }]);
      bench.server.addFault({ path: /\/tree\//, status: 200, body });

      await assert.rejects(fetched(), {
        code: 'DOWNLOAD_FAILED',
        message: /org\/dino .*the hub listed an invalid file name, size or hash$/,
      });
      assert.deepEqual(bench.server.downloads, []);
      assert.equal(bench.server.requests.length, 2);
    });
  }

  const documents = [
    { name: 'null', path: /\/tree\//, body: 'null', says: /sent no list of files$/ },
    { name: 'an object', path: /\/tree\//, body: '{"error": "x"}', says: /sent no list of files$/ },
    { name: 'a list of null', path: /\/tree\//, body: '[null, 1, "x"]', says: /has no onnx\/model\.onnx/ },
    { name: 'null as a commit', path: /\/revision\//, body: 'null', says: /named no commit$/ },
    { name: 'a path as a commit', path: /\/revision\//, body: '{"sha": "../../x"}', says: /named no commit$/ },
    { name: 'a list as a commit', path: /\/revision\//, body: '{"sha": ["a"]}', says: /named no commit$/ },
    { name: '20 MB', path: /\/tree\//, body: ' '.repeat(20e6), says: /sent more than 16 MB of JSON$/ },
    { name: 'no JSON', path: /\/tree\//, body: '[{"type": ', says: /after 4 attempts: the hub sent invalid JSON$/ },
  ];
  for (const { name, path, body, says } of documents) {
    it(`sends ${name}: the error says so`, async () => {
      bench.server.addFault({ path, status: 200, body });

      await assert.rejects(fetched(), { message: says });
      assert.deepEqual(bench.server.downloads, []);
    });
  }

  it('lists pages without end: it is given up', async () => {
    const link = `<${bench.server.url}/api/models/org/dino/tree/x?cursor=1>; rel="next"`;
    bench.server.addFault({ path: /\/tree\//, status: 200, body: '[]', headers: { link } });

    await assert.rejects(fetched(), { code: 'DOWNLOAD_FAILED', message: /the hub listed more than .* 1000 pages$/ });
    assert.ok(bench.server.requests.length < 1010);
  });

  it('lists files without end: it is given up', async () => {
    const link = `<${bench.server.url}/api/models/org/dino/tree/x?cursor=1>; rel="next"`;
    const body = JSON.stringify(Array.from({ length: 40_000 }, () => valid));
    bench.server.addFault({ path: /\/tree\//, status: 200, body, headers: { link } });

    await assert.rejects(fetched(), { code: 'DOWNLOAD_FAILED', message: /the hub listed more than 100000 files/ });
    assert.equal(bench.server.requests.length, 4);
  });

  for (const next of ['http://127.0.0.1:9/api', '//127.0.0.1:9/api', 'http://', 'file:///etc/passwd']) {
    it(`continues its list at ${next}: it is refused`, async () => {
      const headers = { link: `<${next}>; rel="next"` };
      bench.server.addFault({ path: /\/tree\//, status: 200, body: '[]', headers });

      await assert.rejects(fetched(), {
        code: 'DOWNLOAD_FAILED',
        message: /the hub continued its list of files on another host$/,
      });
    });
  }

  for (const path of ['onnx/model.onnx', 'tokenizer.json']) {
    it(`has only a git-lfs pointer of ${path}: the error says so, and the pointer is not kept`, async () => {
      const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'4'.repeat(64)}\nsize 300000\n`;
      bench.server.addRepository('org/dino', { ...detectorContent(graph), [path]: pointer });

      await assert.rejects(fetched(), {
        code: 'DOWNLOAD_FAILED',
        message: new RegExp(
          `^Cannot use ${path} of org/dino .*: the hub has only a git-lfs pointer of it.*"git lfs pull"`,
        ),
      });
      const names = readdirSync(bench.cacheFolder, { recursive: true, encoding: 'utf8' });
      assert.ok(!names.some((name) => name.endsWith(sha256(Buffer.from(pointer))) || name.endsWith(path)));
    });
  }

  it('redirects in a cycle: the download fails', async () => {
    bench.server.addFault({ path: GRAPH, redirect: bench.server.url });

    await assert.rejects(fetched(), { code: 'DOWNLOAD_FAILED' });
  });

  it('has a model that does not fit on the disk: the error has the sizes, and nothing is downloaded', async () => {
    await assert.rejects(fetched(bench.open({}, { freeBytes: async () => 30e6 })), {
      code: 'DOWNLOAD_FAILED',
      message:
        /^Not enough disk space for org\/dino: it needs 300 kB, and 32 MB must stay free, but only 30 MB are free in .*hub-cache-.*\. Free disk space there, or choose another Model folder/,
    });
    assert.deepEqual(bench.server.downloads, []);
  });

  it('is offline: the error names the missing files and the folder, and nothing is requested', async () => {
    await assert.rejects(fetched(bench.open({ offline: true })), {
      code: 'MODEL_NOT_FOUND',
      message: /^Not cached, and the hub is offline: org\/dino\. .*models--org--dino has no revision main.* demo/,
    });
    assert.deepEqual(bench.server.requests, []);
  });
});
