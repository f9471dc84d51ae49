import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveLocally } from '../../../src/cli/review-http';
import { jsonResponse } from '../../../src/review/review-http';
import { type CliRun, runCli, startCli } from '../../support/cli';
import { answerTo, ReviewClient, sceneDataset } from '../../support/reviews';
import { until } from '../../support/until';

describe('grounded-sam review', function () {
  this.timeout(60_000);
  let folder: Awaited<ReturnType<typeof sceneDataset>>;
  let run: CliRun;
  let url: string;
  let client: ReviewClient;
  let dataset: string;

  before(async () => {
    folder = await sceneDataset(2);
    run = startCli(tmpdir(), ['review', folder.path, '--by', 'ann', '--no-browser']);
    await until(() => /http:\S+\//.test(run.stdout()));
    url = /http:\S+\//.exec(run.stdout())![0];
    client = new ReviewClient(url);
    dataset = (await client.datasets()).datasets[0]!.id;
  });
  after(() => {
    run?.child.kill('SIGKILL');
    folder?.remove();
  });

  it('prints the state of the dataset and its address on this machine', () => {
    assert.match(run.stdout(), /: 0 of 2 images are reviewed\nhttp:\/\/127\.0\.0\.1:\d+\/\nCtrl\+C ends the review\n$/);
  });

  it('stores answers under the name of --by', async () => {
    const { hash } = (await client.pictures(dataset, { order: 'added' })).pictures[0]!;
    const { objects } = await client.picture(dataset, hash);
    const response = await client.post('change', { dataset, hash, changes: [answerTo(objects[0]!, 'rejected')] });

    assert.equal(response.status, 200);
    const { review } = (await client.picture(dataset, hash)).objects[0]!;
    assert.deepEqual([review?.answer, review?.by], ['rejected', 'ann']);
    assert.deepEqual(await client.datasets().then(({ user, canWrite }) => [user, canWrite]), ['ann', true]);
  });

  it('segments a box by the built-in model', async () => {
    const { hash } = (await client.pictures(dataset, { order: 'added' })).pictures[0]!;
    const { bbox, area } = (await client.picture(dataset, hash)).objects[0]!;
    const response = await client.post('segment', { dataset, hash, bbox });
    const segmented = (await response.json()) as { area: number };

    assert.ok(Math.abs(segmented.area / area - 1) < 0.2, `${segmented.area} of ${area}`);
  });

  it('refuses other folders', async () => {
    assert.equal((await client.post('open', { folder: tmpdir() })).status, 400);
  });

  for (const [problem, headers, status] of [
    ['the name of another host', { host: 'evil.example' }, 403],
    ['another port', { host: '127.0.0.1:1' }, 403],
    ['the origin of another site', { origin: 'https://evil.example' }, 403],
  ] as const) {
    it(`refuses ${problem}`, async () => {
      assert.equal(await statusOf(`${url}datasets`, headers), status);
    });
  }

  it('can be on port 80, which browsers do not name', async function () {
    const served = await serveLocally(80, 'ann', async () => jsonResponse({})).catch(() => undefined);
    // Most systems reserve it for administrators.
    if (!served) this.skip();
    try {
      assert.equal((await fetch('http://127.0.0.1/')).status, 200);
    } finally {
      await served.close();
    }
  });

  it('refuses forms, other methods, and bodies that are not JSON', async () => {
    const send = async (init: RequestInit): Promise<number> => (await fetch(`${url}change`, init)).status;
    const json = { 'Content-Type': 'application/json' };

    assert.equal(await send({ method: 'POST', body: new URLSearchParams({ dataset }) }), 400);
    assert.equal(await send({ method: 'POST', body: '{', headers: json }), 400);
    assert.equal(await send({ method: 'POST', body: 'x'.repeat(21_000_000), headers: json }).catch(() => 413), 413);
    assert.equal(await send({ method: 'PUT', body: '{}', headers: json }), 405);
    assert.equal(await send({ method: 'OPTIONS' }), 405);
  });

  it('is the only program that writes the dataset meanwhile', async () => {
    const { status, stderr } = await runCli(tmpdir(), ['review', folder.path, '--no-browser']);

    assert.equal(status, 2);
    assert.match(stderr, /^grounded-sam: The dataset is in use by process \d+/);
  });

  it('ends with Ctrl+C, and has written all files then', async function () {
    if (process.platform === 'win32') this.skip();
    run.child.kill('SIGINT');
    const { status, stderr } = await run.outcome;

    assert.deepEqual([status, stderr], [0, '']);
    const log = readFileSync(join(folder.path, 'pictures.jsonl'), 'utf8').trimEnd().split('\n');
    const recorded = log.map((line) => JSON.parse(line) as { id: number; objects: object[] });
    const objects = new Map(recorded.map(({ id, objects: all }) => [id, all.length]));
    const total = [...objects.values()].reduce((sum, count) => sum + count, 0);
    const { annotations } = JSON.parse(readFileSync(join(folder.path, 'annotations/instances_train.json'), 'utf8')) as {
      annotations: object[];
    };
    assert.equal(annotations.length, total - 1);
  });

  it('refuses a folder that is no dataset', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'empty-'));
    const none = await runCli(tmpdir(), ['review', empty, '--no-browser']);
    rmSync(empty, { recursive: true });

    assert.equal(none.status, 2);
    assert.match(none.stderr, /^grounded-sam: No dataset of this package is in .*\. grounded-sam convert makes one of/);
  });
});

const statusOf = (url: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    sent.on('error', reject);
    sent.end();
  });
