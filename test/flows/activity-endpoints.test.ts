import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminAuth, logIn } from '../support/admin-auth';
import { gate } from '../support/calls';
import { cameraFlow, sendFromCamera } from '../support/camera-flow';
import { detectorContent } from '../support/hub';
import { type HubServer, startHubServer } from '../support/hub-server';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { noise } from '../support/random';
import { scene } from '../support/scenes';
import { until } from '../support/until';

interface Activity {
  readonly engines: readonly {
    readonly id: string;
    readonly process?: {
      readonly pid: number;
      readonly models: readonly { model: string; task: string; dtype: string }[];
    };
  }[];
  readonly nodes: readonly { readonly id: string; readonly lanes: readonly { readonly lane: string }[] }[];
  readonly errors: readonly {
    readonly code: string;
    readonly message: string;
    readonly node: { readonly id: string };
  }[];
  readonly downloads: readonly {
    readonly id: number;
    readonly engine: string;
    readonly model: string;
    readonly state: string;
    readonly size?: string;
  }[];
}

describe('what the sidebar asks for', function () {
  this.timeout(60_000);
  let server: HubServer;
  let home: string;
  let nodeRed: NodeRedProcess;
  const users: Record<string, { authorization: string }> = {};
  const finished = gate();

  before(async () => {
    server = await startHubServer();
    server.addRepository('org/dino', detectorContent());
    server.addRepository('org/slow', detectorContent(noise(400_000)));
    server.addFault({ path: /slow\/resolve.*model\.onnx$/, slice: 1000, sliceMs: 100, until: () => finished.opened });
    home = mkdtempSync(join(tmpdir(), 'hf-home-'));
    const model = { z: 'flow', type: 'grounding-dino', model: 'demo', prompt: 'red star', busy: 'queue', wires: [[]] };
    nodeRed = await startNodeRed(
      [
        { id: 'flow', type: 'tab', label: 'Flow' },
        ...cameraFlow('find'),
        { ...model, id: 'find', engine: 'engine', lanes: true },
        { ...model, id: 'wait', engine: 'engine', model: 'org/slow' },
        { id: 'slow', type: 'http in', z: 'flow', url: '/slow', method: 'post', wires: [['wait', 'received']] },
        { id: 'engine', type: 'vision-engine', device: 'cpu' },
      ],
      {
        env: { HF_ENDPOINT: server.url, HF_HOME: home, HF_HUB_OFFLINE: '', HF_HUB_CACHE: '' },
        settings: adminAuth({ writer: '*', reader: 'read', outsider: ['flows.read', 'nodes.read'] }),
      },
    );
    for (const user of ['writer', 'reader', 'outsider']) users[user] = await logIn(nodeRed.url, user);
  });
  after(async () => {
    finished.open();
    await nodeRed?.stop();
    await server.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });

  const get = (path: string, user = 'reader'): Promise<Response> =>
    fetch(`${nodeRed.url}/grounded-sam/${path}`, { headers: users[user]! });
  const post = (path: string, body: object, user = 'writer', type = 'application/json'): Promise<Response> =>
    fetch(`${nodeRed.url}/grounded-sam/${path}`, {
      method: 'POST',
      headers: { 'content-type': type, ...users[user] },
      body: JSON.stringify(body),
    });
  const activity = async (): Promise<Activity> => (await (await get('activity')).json()) as Activity;
  const process = async () => (await activity()).engines.find(({ id }) => id === 'engine')?.process;

  it('shows engines, cameras and errors', async () => {
    const before = await process();
    await sendFromCamera(nodeRed.url, 'door', scene(1).image);
    await until(async () => (await activity()).nodes.some(({ lanes }) => lanes.length > 0));
    await sendFromCamera(nodeRed.url, 'door', Buffer.from('no image'));
    await until(async () => (await activity()).errors.length > 0);
    const { nodes, errors } = await activity();

    assert.equal(before, undefined);
    assert.deepEqual((await process())!.models, [{ model: 'demo', task: 'detector', dtype: 'fp32', device: 'cpu' }]);
    assert.deepEqual(
      nodes.map(({ id, lanes }) => [id, ...lanes.map(({ lane }) => lane)]),
      [['find', 'door'], ['wait']],
    );
    assert.deepEqual([errors[0]!.code, errors[0]!.node.id], ['BAD_IMAGE', 'find']);
  });

  it('opens a model again with the next message', async () => {
    await sendFromCamera(nodeRed.url, 'door', scene(1).image);
    await until(async () => (await process())?.models.length === 1);
    const [model] = (await process())!.models;
    const { pid } = (await process())!;
    const reopened = await post('models/reopen', { engine: 'engine', ...model });
    const closed = (await process())!;
    const again = await post('models/reopen', { engine: 'engine', ...model });

    assert.equal(reopened.status, 202);
    assert.deepEqual([closed.pid, closed.models], [pid, []]);
    assert.equal(again.status, 400);
    assert.match(await again.text(), /The model is not open: demo/);
  });

  it('restarts an engine', async () => {
    await sendFromCamera(nodeRed.url, 'door', scene(1).image);
    await until(async () => (await process()) !== undefined);
    const { pid } = (await process())!;
    const restarted = await post('engines/restart', { engine: 'engine' });
    const after = await process();
    await sendFromCamera(nodeRed.url, 'door', scene(1).image);
    await until(async () => (await process()) !== undefined);

    assert.equal(restarted.status, 202);
    assert.equal(after, undefined);
    assert.notEqual((await process())!.pid, pid);
    const unknown = await post('engines/restart', { engine: 'no such engine' });
    assert.equal(unknown.status, 400);
  });

  it('cancels a download', async () => {
    await post('downloads', { model: 'org/slow' });
    await until(async () => (await activity()).downloads.length > 0);
    const [download] = (await activity()).downloads;
    await post('downloads/cancel', { download: download!.id });

    assert.deepEqual([download!.model, download!.state], ['org/slow', 'downloading']);
    assert.deepEqual((await activity()).downloads, []);
  });

  it('shows a download for which messages wait, and cancels it for all of them', async () => {
    await sendFromCamera(nodeRed.url, 'slow', scene(1).image, 'slow');
    await until(async () => (await activity()).downloads.some(({ size }) => size !== undefined));
    const [download] = (await activity()).downloads;
    const cancelled = await post('downloads/cancel', { engine: 'engine', model: 'org/slow' });
    await until(async () => (await activity()).errors[0]?.code === 'DOWNLOAD_FAILED');
    const { errors, downloads } = await activity();

    assert.deepEqual([download!.engine, download!.model, download!.state], ['engine', 'org/slow', 'downloading']);
    assert.equal(cancelled.status, 202);
    assert.match(errors[0]!.message, /^Download cancelled: org\/slow/);
    assert.deepEqual(downloads, []);
  });

  it('lists the models on disk, and removes them', async () => {
    const cached = async (): Promise<readonly string[]> => {
      const { models } = (await (await get('cached-models')).json()) as { models: { model: string }[] };
      return models.map(({ model }) => model);
    };
    await post('downloads', { model: 'org/dino' });
    await until(async () => (await cached()).includes('org/dino') && (await activity()).downloads.length === 0);
    const removed = await post('models/remove', { model: 'org/dino' });

    assert.equal(removed.status, 202);
    assert.ok(!(await cached()).includes('org/dino'));
    assert.ok(!existsSync(join(home, 'hub/models--org--dino')));
    assert.equal((await post('models/remove', { model: 'demo' })).status, 400);
    assert.equal((await post('models/remove', {})).status, 400);
  });

  it('needs permission, and JSON', async () => {
    assert.equal((await get('activity', 'outsider')).status, 401);
    assert.equal((await get('cached-models', 'outsider')).status, 401);
    for (const path of ['engines/restart', 'models/reopen', 'models/remove', 'downloads/cancel']) {
      assert.equal((await post(path, {}, 'reader')).status, 401, path);
      assert.equal((await post(path, {}, 'writer', 'text/plain')).status, 400, path);
    }
  });
});
