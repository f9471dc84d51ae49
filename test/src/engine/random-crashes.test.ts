import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DetectResult } from '../../../src';
import { repairFolders } from '../../../src/hub/cache/repaired-graph';
import { type BakedCase, bakedReference, sameDetections } from '../../support/baked';
import { goldenCases, goldenFile } from '../../support/goldens';
import { detectorContent } from '../../support/hub';
import { type HubServer, sha256, startHubServer } from '../../support/hub-server';
import { noise, random } from '../../support/random';

/** `npm run test:nightly` has 100. */
const CRASHES = Number(process.env.CRASHES ?? 3);
const SEED = Number(process.env.SEED ?? 1);

/** Ends a process at a random moment of the time that it takes, unless it was faster. */
async function killWithin(child: ChildProcess, ms: number): Promise<void> {
  const exited = once(child, 'exit');
  await Promise.race([delay(ms), exited]);
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await exited;
}

const messageOf = async <Message>(child: ChildProcess): Promise<Message> => {
  const exited = once(child, 'exit').then(([code]) => assert.equal(code, 0, 'the process failed'));
  const [message] = (await Promise.race([once(child, 'message'), exited.then(() => [undefined])])) as [Message];
  await exited;
  return message;
};

/** The time that the work takes, measured with a process that is not killed. */
async function durationOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

describe(`a process that is killed at ${CRASHES} random moments`, function () {
  this.timeout(CRASHES * 60_000);
  const next = random(SEED);
  let base: string;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'crashes-'));
  });
  afterEach(() => rmSync(base, { recursive: true, force: true, maxRetries: 3 }));

  describe('of a download', () => {
    const graph = noise(400_000);
    let server: HubServer;
    before(async () => {
      server = await startHubServer();
      server.addRepository('org/dino', detectorContent(graph));
      server.addFault({ path: /\.onnx$/, slice: 20_000, sliceMs: 15 });
    });
    after(() => server?.close());

    it('leaves a cache with which the next one gets the whole model', async () => {
      const started = (): ChildProcess =>
        fork(join(__dirname, '../../support/fetch-process.js'), {
          env: { ...process.env, HF_ENDPOINT: server.url, HF_HOME: base, HF_HUB_CACHE: '', HF_HUB_OFFLINE: '' },
        });
      const emptied = (): void => rmSync(join(base, 'hub'), { recursive: true, force: true });
      const duration = await durationOf(() => messageOf(started()));
      for (let crash = 0; crash < CRASHES; crash++) {
        emptied();
        await killWithin(started(), next() * duration);

        assert.equal(await messageOf(started()), sha256(graph), `crash ${crash}`);
      }
    });
  });

  describe('of a repair', () => {
    it('leaves a cache with which the next one finds all phrases in one pass', async () => {
      const [one] = goldenCases<BakedCase>('detection_baked');
      const [folder, cache] = [join(base, 'model'), join(base, 'cache')];
      mkdirSync(join(folder, 'onnx'), { recursive: true });
      for (const name of readdirSync(goldenFile('grounding-dino-baked'))) {
        if (name.endsWith('.json')) cpSync(goldenFile(`grounding-dino-baked/${name}`), join(folder, name));
      }
      cpSync(goldenFile('grounding-dino-baked/onnx/model.onnx'), join(folder, 'onnx/model.onnx'));
      const started = (): ChildProcess =>
        fork(join(__dirname, '../../support/repair-process.js'), ['detect', folder, cache], {
          serialization: 'advanced',
        });
      const duration = await durationOf(() => messageOf(started()));
      for (let crash = 0; crash < CRASHES; crash++) {
        rmSync(cache, { recursive: true, force: true });
        await killWithin(started(), next() * duration);
        const { detections, phrases } = await messageOf<DetectResult>(started());
        const [repaired] = readdirSync(repairFolders(cache)[0]!);

        assert.equal(phrases, 'together', `crash ${crash}`);
        assert.ok(sameDetections(detections, bakedReference(one!, 'fp32')), `crash ${crash}`);
        const files = readdirSync(join(repairFolders(cache)[0]!, repaired!)).sort();
        assert.deepEqual(files, ['checks.json', 'model.onnx'], `crash ${crash}`);
      }
    });
  });
});
