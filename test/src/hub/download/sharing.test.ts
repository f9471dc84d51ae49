import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { detector, detectorContent, type HubBench, openHubBench, progressLog } from '../../../support/hub';
import { sha256 } from '../../../support/hub-server';
import { noise } from '../../../support/random';
import { until } from '../../../support/until';

describe('one download', () => {
  let bench: HubBench;
  const graph = noise(200_000);
  const graphRequests = () => bench.server.downloads.filter(({ path }) => path.endsWith('/model.onnx'));

  beforeEach(async () => {
    bench = await openHubBench();
    bench.server.addRepository('org/dino', detectorContent(graph));
  });
  afterEach(() => bench.close());

  const slow = (): void => bench.server.addFault({ path: /\/model\.onnx$/, slice: 10_000, sliceMs: 40 });

  it('serves all callers that wait for it, and reports its progress to each', async () => {
    slow();
    const hub = bench.open();
    const logs = [progressLog(), progressLog(), progressLog()];

    const all = await Promise.all(logs.map(({ onProgress }) => hub.fetch(detector('org/dino'), { onProgress })));

    assert.equal(new Set(all.map(({ graphs }) => graphs[0])).size, 1);
    assert.equal(bench.server.downloads.length, 5, 'each file once');
    for (const { steps } of logs) {
      assert.ok(steps.length >= 2);
      assert.ok(steps.at(-1)!.isDone);
    }
  });

  it('fails for all callers after it was cancelled, and does not begin again by itself', async () => {
    slow();
    let now = 0;
    const hub = bench.open({}, { now: () => now });
    const log = progressLog();
    const calls = [1, 2].map(() => hub.fetch(detector('org/dino'), { onProgress: log.onProgress }));
    const refused = { code: 'DOWNLOAD_FAILED', message: /^Download cancelled: org\/dino\. / };
    const ends = Promise.all(calls.map((call) => assert.rejects(call, refused)));
    await until(() => log.steps.length > 0);

    const wasRunning = hub.cancel('org/dino');
    await ends;
    now = 3_600_000;
    const requests = bench.server.requests.length;
    await assert.rejects(hub.fetch(detector('org/dino')), refused);

    assert.deepEqual([wasRunning, hub.cancel('org/dino'), hub.cancel('org/other')], [true, false, false]);
    assert.equal(bench.server.requests.length, requests);
    const { graphs } = await bench.open().fetch(detector('org/dino'));
    assert.equal(graphs.length, 1);
  });

  it('continues for one caller after another was aborted', async () => {
    slow();
    const hub = bench.open();
    const giveUp = new AbortController();
    const one = hub.fetch(detector('org/dino'), { signal: giveUp.signal });
    const other = hub.fetch(detector('org/dino'));
    await until(() => graphRequests().length === 1);

    giveUp.abort(new Error('no longer wanted'));

    await assert.rejects(one, /no longer wanted/);
    assert.deepEqual(readFileSync((await other).graphs[0]!), graph);
    assert.equal(graphRequests().length, 1);
  });

  it('stops without callers, and resumes for the next one', async () => {
    slow();
    const hub = bench.open();
    const giveUp = new AbortController();
    const { steps, onProgress } = progressLog();
    const call = hub.fetch(detector('org/dino'), { signal: giveUp.signal, onProgress });
    await until(() => (steps.at(-1)?.receivedBytes ?? 0) > 20_000);
    giveUp.abort(new Error('no longer wanted'));
    await assert.rejects(call, /no longer wanted/);

    const files = await hub.fetch(detector('org/dino'));

    assert.deepEqual(readFileSync(files.graphs[0]!), graph);
    assert.match(graphRequests()[1]!.range!, /^bytes=[1-9]\d*-$/);
  });

  it('serves two processes at the same time', async () => {
    slow();
    const processes = [startProcess(bench), startProcess(bench)];

    const answers = await Promise.all(processes.map((child) => once(child, 'message')));

    for (const [answer] of answers) assert.equal(answer, sha256(graph));
    assert.equal(bench.server.downloads.length, 5, 'each file once');
  });

  it('of a killed process is resumed by the next process', async () => {
    slow();
    const child = startProcess(bench);
    const part = join(bench.cacheFolder, 'models--org--dino/blobs', `${sha256(graph)}.incomplete`);
    await until(() => existsSync(part) && readFileSync(part).length > 20_000);
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(existsSync(part.replace('.incomplete', '.lock')), 'the lock of the dead process');

    const files = await bench.open().fetch(detector('org/dino'));

    assert.deepEqual(readFileSync(files.graphs[0]!), graph);
    assert.match(graphRequests()[1]!.range!, /^bytes=[1-9]\d*-$/);
  });

  const locks = [
    { name: 'of another host without a heartbeat', content: '1 elsewhere', ageMs: 60_000 },
    {
      name: 'whose process id is used again, without a heartbeat',
      content: `${process.pid} ${hostname()}`,
      ageMs: 60_000,
    },
    { name: 'of a process that ended', content: `999999999 ${hostname()}`, ageMs: 0 },
  ];
  for (const { name, content, ageMs } of locks) {
    it(`takes over a lock ${name}`, async () => {
      const blobs = join(bench.cacheFolder, 'models--org--dino/blobs');
      const lock = join(blobs, `${sha256(graph)}.lock`);
      mkdirSync(blobs, { recursive: true });
      writeFileSync(lock, content);
      utimesSync(lock, new Date(), new Date(Date.now() - ageMs));

      await bench.open().fetch(detector('org/dino'));

      assert.ok(!existsSync(lock));
    });
  }
});

function startProcess({ server, cacheFolder }: HubBench): ChildProcess {
  return fork(join(__dirname, '../../../support/fetch-process.js'), {
    env: { ...process.env, HF_ENDPOINT: server.url, HF_HUB_CACHE: cacheFolder },
  });
}
