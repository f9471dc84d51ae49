import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeUserDir } from '../../scripts/user-dir';
import { readDataset } from '../../src';
import { adminAuth, logIn } from '../support/admin-auth';
import { type NodeRedProcess, startNodeRedIn } from '../support/node-red-process';
import { answerTo, ReviewClient, sceneDataset } from '../support/reviews';
import { until } from '../support/until';

const ROOT = '/automation/admin';
const everything = { order: 'added', limit: 100 };

describe('the review in Node-RED', function () {
  this.timeout(120_000);
  let nodeRed: NodeRedProcess;
  let userDir: string;
  let offered: Awaited<ReturnType<typeof sceneDataset>>;
  let other: Awaited<ReturnType<typeof sceneDataset>>;
  let clients: Record<'writer' | 'reader' | 'stranger', ReviewClient>;

  const start = async (): Promise<void> => {
    nodeRed = await startNodeRedIn(userDir, {
      adminRoot: ROOT,
      settings: adminAuth({ writer: '*', reader: 'read', stranger: ['flows.read'] }),
    });
    const client = async (user: string): Promise<ReviewClient> =>
      new ReviewClient(`${nodeRed.url}${ROOT}/grounded-sam/review/`, await logIn(`${nodeRed.url}${ROOT}`, user));
    const [writer, reader, stranger] = [await client('writer'), await client('reader'), await client('stranger')];
    clients = { writer: writer!, reader: reader!, stranger: stranger! };
    // The editor answers before the flow runs.
    await until(async () => (await writer!.datasets()).datasets.length > 0);
  };

  before(async () => {
    [offered, other] = await Promise.all([sceneDataset(3), sceneDataset(1)]);
    userDir = makeUserDir([
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: 'export', type: 'dataset-export', z: 'flow', folder: offered.path, wires: [[]] },
      { id: 'missing', type: 'dataset-export', z: 'flow', folder: 'no dataset yet', wires: [[]] },
      { id: 'segment', type: 'sam', z: 'flow', model: 'demo', engine: 'engine', wires: [[]] },
      { id: 'engine', type: 'vision-engine', name: 'Engine', device: 'cpu' },
    ]);
    await start();
  });
  after(async () => {
    await nodeRed?.stop();
    for (const folder of [offered, other]) folder?.remove();
  });

  const idOf = async (folder: string): Promise<string> =>
    (await clients.writer.datasets()).datasets.find((one) => one.folder === folder)!.id;

  it('offers the datasets of deployed nodes', async () => {
    const { datasets, canWrite, user } = await clients.writer.datasets();

    assert.deepEqual(
      datasets.map(({ folder, format }) => [folder, format]),
      [[offered.path, 'coco']],
    );
    assert.deepEqual([canWrite, user], [true, 'writer']);
    assert.deepEqual(await clients.reader.datasets().then(({ canWrite, user }) => [canWrite, user]), [false, 'reader']);
  });

  it('needs read for GET requests, and write for POST requests', async () => {
    const dataset = await idOf(offered.path);
    const { hash } = (await clients.writer.pictures(dataset)).pictures[0]!;
    const stranger = new ReviewClient(`${nodeRed.url}${ROOT}/grounded-sam/review/`);
    const gets = ['datasets', 'pictures', 'picture', 'image', 'thresholds'];
    const posts = ['open', 'change', 'segment'];
    const statuses = (client: ReviewClient): Promise<number[]> =>
      Promise.all([
        ...gets.map(async (path) => (await client.get(path, { dataset, hash })).status),
        ...posts.map(async (path) => (await client.post(path, { dataset, hash })).status),
      ]);

    assert.deepEqual(await statuses(stranger), Array(8).fill(401));
    assert.deepEqual(await statuses(clients.stranger), Array(8).fill(401));
    assert.deepEqual(await statuses(clients.reader), [200, 200, 200, 200, 200, 401, 401, 401]);
    assert.deepEqual(await statuses(clients.writer), [200, 200, 200, 200, 200, 400, 400, 400]);
  });

  it('refuses a form of another site', async () => {
    const response = await clients.writer.post('open', { folder: other.path }, { 'Content-Type': 'text/plain' });

    assert.equal(response.status, 400);
    assert.match(((await response.json()) as Error).message, /^Content-Type must be application\/json/);
  });

  it('opens other datasets, but nothing else', async () => {
    const opened = await clients.writer.post('open', { folder: other.path });
    const refused = await clients.writer.post('open', { folder: userDir });

    assert.deepEqual([opened.status, refused.status], [200, 400]);
    assert.match(((await refused.json()) as Error).message, /^No dataset of this package is in /);
    assert.equal((await clients.writer.pictures(await idOf(other.path))).total, 1);
  });

  it('redirects to the address with a slash, and sends the page to anybody', async () => {
    const page = `${nodeRed.url}${ROOT}/grounded-sam/review`;
    const { status, headers } = await fetch(page, { redirect: 'manual' });

    assert.deepEqual([status, new URL(headers.get('location')!, page).href], [302, `${page}/`]);
    // Without a built page, the server has nothing to send.
    const response = await fetch(`${page}/`);
    assert.equal(response.status, existsSync(join(process.cwd(), 'dist/review/index.html')) ? 200 : 404);
    assert.equal((await fetch(`${page}/files/..%2f..%2fpackage.json`)).status, 404);
  });

  it('segments by the model of the first sam node', async () => {
    const dataset = await idOf(offered.path);
    const { pictures } = await clients.writer.pictures(dataset, everything);
    const { objects } = await clients.writer.picture(dataset, pictures[0]!.hash);
    const [x, y, width, height] = objects[0]!.bbox;
    const body = { dataset, hash: pictures[0]!.hash, bbox: [x, y, width, height] };
    const response = await clients.writer.post('segment', body);
    const { rle, area, score } = (await response.json()) as { rle: string; area: number; score: number };

    assert.equal(response.status, 200);
    assert.ok(Math.abs(area / objects[0]!.area - 1) < 0.2, `${area} of ${objects[0]!.area}`);
    assert.ok(rle.length > 0 && score > 0.5);
  });

  it('loses no answer when Node-RED is killed in the middle of answers', async () => {
    const dataset = await idOf(offered.path);
    const { pictures } = await clients.writer.pictures(dataset, everything);
    const answered = new Map<string, Map<number, string>>();
    let rounds = 0;
    const answerUntilKilled = async (): Promise<void> => {
      for (;;) {
        for (const { hash } of pictures) {
          for (const object of (await clients.writer.picture(dataset, hash)).objects) {
            const label = `label ${rounds++}`;
            const changes = [answerTo(object, 'accepted', { label })];
            const response = await clients.writer.post('change', { dataset, hash, changes });
            assert.equal(response.status, 200);
            answered.set(hash, (answered.get(hash) ?? new Map()).set(object.id, label));
          }
        }
      }
    };
    const answering = answerUntilKilled().catch((error: Error) => error);
    await until(() => rounds > 12);
    await delay(37);
    process.kill(nodeRed.pid, 'SIGKILL');
    assert.ok((await answering) instanceof Error);
    // The last one was under way: it may have been stored.
    const last = `label ${rounds - 1}`;
    await nodeRed.stop();
    await start();

    for (const [hash, labels] of answered) {
      const { objects } = await clients.writer.picture(dataset, hash);
      for (const { id, label, review } of objects) {
        if (label === last) continue;
        if (labels.has(id))
          assert.deepEqual([label, review?.answer, review?.by], [labels.get(id), 'accepted', 'writer']);
      }
    }
    const { pictures: read } = await readDataset(offered.path);
    let count = 0;
    for await (const { detections } of read()) count += detections.length;
    assert.ok(count > 0);
  });

  it('rewrites the files of the format', async () => {
    const dataset = await idOf(offered.path);
    const { pictures } = await clients.writer.pictures(dataset, everything);
    const { objects } = await clients.writer.picture(dataset, pictures[0]!.hash);
    const changes = objects.map((object) => answerTo(object, 'accepted', { label: 'rewritten' }));
    await clients.writer.post('change', { dataset, hash: pictures[0]!.hash, changes });
    const file = join(offered.path, 'annotations/instances_train.json');

    await until(() => readFileSync(file, 'utf8').includes('"name":"rewritten"'));
  });
});
