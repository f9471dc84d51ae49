import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VisionError } from '../../../../src';
import { detector, detectorContent, type HubBench, noise, openHubBench } from '../../../support/hub';
import { random } from '../../../support/random';

describe('a hub that misbehaves', () => {
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

  /** Nothing that looks whole is left behind. */
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
    it(`cuts the connection after ${cutAfter} bytes: the rest is asked for, and the whole is right`, async () => {
      bench.server.addFault({ path: GRAPH, times: 1, cutAfter });

      assert.deepEqual(await fetched(), graph);

      assert.deepEqual(
        graphRequests().map(({ range }) => range),
        [undefined, `bytes=${cutAfter}-`],
      );
    });
  }

  it('cuts again and again: as long as something comes, it goes on', async () => {
    bench.server.addFault({ path: GRAPH, times: 9, cutAfter: 20_000 });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().length, 10);
  });

  it('goes on after a restart where an earlier process was cut off', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, cutAfter: 120_000 });
    bench.server.addFault({ path: GRAPH, times: 4, status: 503 });
    await assert.rejects(fetched(), { code: 'DOWNLOAD_FAILED' });
    assertNoGraph();

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().at(-1)!.range, 'bytes=120000-');
  });

  it('cannot go on in the middle: it begins anew', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, cutAfter: 50_000 });
    bench.server.addFault({ path: GRAPH, times: 1, ignoreRange: true });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().length, 2);
  });

  it('sends something damaged: it is fetched once more', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, corrupt: true });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().length, 2);
  });

  it('sends something damaged twice: it is refused, and nothing of it is kept', async () => {
    bench.server.addFault({ path: GRAPH, corrupt: true });

    await assert.rejects(fetched(), {
      code: 'DOWNLOAD_FAILED',
      message: /onnx\/model\.onnx of org\/dino .*damaged twice/,
    });
    assert.equal(graphRequests().length, 2);
    assertNoGraph();
  });

  it('damages a file that git keeps: that is noticed too', async () => {
    bench.server.addFault({ path: /tokenizer\.json$/, corrupt: true });

    await assert.rejects(fetched(), {
      code: 'DOWNLOAD_FAILED',
      message: /tokenizer\.json of org\/dino .*damaged twice/,
    });
  });

  it('stalls in the middle: it is asked again', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, slice: 100_000, sliceMs: 4000 });

    assert.deepEqual(await fetched(), graph);
    assert.match(graphRequests()[1]!.range!, /^bytes=\d+-$/);
  }).timeout(10_000);

  it('is slow: it is waited for', async () => {
    bench.server.addFault({ path: GRAPH, slice: 30_000, sliceMs: 50 });

    assert.deepEqual(await fetched(), graph);
    assert.equal(graphRequests().length, 1);
  });

  it('is asked too often: it waits as long as the hub says', async () => {
    bench.server.addFault({ path: GRAPH, times: 1, status: 429, headers: { 'retry-after': '1' } });
    const start = performance.now();

    assert.deepEqual(await fetched(), graph);
    assert.ok(performance.now() - start >= 990);
  });

  for (const status of [429, 500, 502, 503, 504]) {
    it(`answers ${status} twice: it is asked a third time`, async () => {
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
    it(`answers ${status} to the end: ${code}, with a sentence that says what and where`, async () => {
      bench.server.addFault({ path: GRAPH, status });

      await assert.rejects(fetched(), (error: VisionError) => {
        assert.equal(error.code, code);
        assert.match(error.message, says);
        return true;
      });
      assertNoGraph();
    });
  }

  it('does not have the repository: its name and revision are said', async () => {
    await assert.rejects(bench.open().fetch(detector('org/none@v1')), {
      code: 'MODEL_NOT_FOUND',
      message: /org\/none \(revision v1\)/,
    });
  });

  it('does not have the dtype: what it has is said', async () => {
    await assert.rejects(bench.open().fetch(detector('org/dino', 'q8')), {
      code: 'MODEL_NOT_FOUND',
      message:
        /org\/dino .*has no onnx\/model_quantized\.onnx, which a detector needs\. Available precisions: fp32, fp16$/,
    });
  });

  it('cannot be reached: that is said after some tries', async () => {
    await bench.server.close();

    await assert.rejects(fetched(), {
      code: 'DOWNLOAD_FAILED',
      message: /org\/dino .*after 4 attempts: .*ECONNREFUSED/,
    });
  });

  const lies = [
    { name: 'a hash that leads out of the cache', entry: { path: 'onnx/model.onnx', oid: '../../../../evil' } },
    { name: 'a name that leads out of the cache', entry: { path: '../../../evil', oid: 'a'.repeat(40) } },
  ];
  for (const { name, entry } of lies) {
    it(`lists ${name}: it is refused`, async () => {
      const body = JSON.stringify([{ type: 'file', size: 3, ...entry }]);
      bench.server.addFault({ path: /\/tree\//, status: 200, body });

      await assert.rejects(fetched(), {
        code: 'DOWNLOAD_FAILED',
        message: /org\/dino .*the hub listed an invalid file name/,
      });
      assert.deepEqual(bench.server.downloads, []);
    });
  }

  it('sends the client in circles: that ends', async () => {
    bench.server.addFault({ path: GRAPH, redirect: bench.server.url });

    await assert.rejects(fetched(), { code: 'DOWNLOAD_FAILED' });
  });

  it('has more than fits on the disk: the numbers are said before anything is fetched', async () => {
    await assert.rejects(fetched(bench.open({}, { freeBytes: async () => 30e6 })), {
      code: 'DOWNLOAD_FAILED',
      message:
        /^Not enough disk space for org\/dino: it needs 300 kB, and 32 MB must stay free, but only 30 MB are free in .*hub-cache-/,
    });
    assert.deepEqual(bench.server.downloads, []);
  });

  it('may not be asked: what is missing is named, and where it was looked for', async () => {
    await assert.rejects(fetched(bench.open({ offline: true })), {
      code: 'MODEL_NOT_FOUND',
      message: /^org\/dino is not cached, and the hub is offline: .*models--org--dino has no revision main/,
    });
    assert.deepEqual(bench.server.requests, []);
  });
});
