import assert from 'node:assert/strict';
import sharp from 'sharp';
import { adminAuth, logIn } from '../support/admin-auth';
import { cameraFlow, sendFromCamera } from '../support/camera-flow';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { scene } from '../support/scenes';
import { until } from '../support/until';

interface Lanes {
  readonly isArmed: boolean;
  readonly lanes: readonly { lane: string; serial?: number; image?: object; message?: string }[];
  readonly code?: string;
  readonly message?: string;
}

describe('pictures for the dialogs', function () {
  this.timeout(60_000);
  let nodeRed: NodeRedProcess;
  const users: Record<string, { authorization: string }> = {};

  before(async () => {
    nodeRed = await startNodeRed(
      [
        { id: 'flow', type: 'tab', label: 'Flow' },
        ...cameraFlow('find'),
        {
          id: 'find',
          type: 'grounding-dino',
          z: 'flow',
          model: 'demo',
          prompt: 'red star',
          busy: 'queue',
          wires: [[]],
        },
        { id: 'idle', type: 'grounding-dino', z: 'flow', model: 'demo', prompt: 'red star', wires: [[]] },
        { id: 'engine', type: 'vision-engine' },
      ],
      { settings: adminAuth({ writer: '*', reader: 'read', outsider: ['flows.read', 'nodes.read'] }) },
    );
    for (const user of ['writer', 'reader', 'outsider']) users[user] = await logIn(nodeRed.url, user);
  });
  after(() => nodeRed?.stop());

  const url = (path: string): string => `${nodeRed.url}/grounded-sam/pictures/${path}`;
  const get = (path: string, headers: object = users.writer!): Promise<Response> =>
    fetch(url(path), { headers: { ...headers } });
  const arm = (node: string, headers: object = users.writer!): Promise<Response> =>
    fetch(url(node), { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' });
  const lanesOf = async (response: Response): Promise<Lanes> => (await response.json()) as Lanes;

  it('are kept only once a dialog has asked for them', async () => {
    await sendFromCamera(nodeRed.url, 'door', scene(1).image);
    const before = await lanesOf(await get('find/lanes'));
    const nothing = await get('find?lane=door');
    const armed = await arm('find');

    assert.deepEqual(before, { isArmed: false, lanes: [] });
    assert.equal(nothing.status, 204);
    assert.equal(armed.status, 202);
    assert.deepEqual(await lanesOf(armed), { isArmed: true, lanes: [] });
  });

  it('are served for each camera, and not stored by browsers or proxies', async () => {
    await arm('find');
    await sendFromCamera(nodeRed.url, 'door', await sharp(scene(1).image).resize(1200, 1200).png().toBuffer());
    await sendFromCamera(nodeRed.url, 'back yard', scene(2).image);
    let listed: Lanes['lanes'] = [];
    await until(async () => {
      listed = (await lanesOf(await get('find/lanes'))).lanes;
      return listed.length === 2 && listed.every(({ serial }) => serial !== undefined);
    });
    const response = await get('find?lane=door', users.reader);
    const { width, format } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();

    assert.deepEqual(
      listed.map(({ lane, image }) => [lane, image]),
      [
        ['door', { width: 1200, height: 1200 }],
        ['back yard', { width: 320, height: 320 }],
      ],
    );
    assert.deepEqual([width, format, response.headers.get('content-type')], [960, 'jpeg', 'image/jpeg']);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal((await get('find/lanes')).headers.get('cache-control'), 'no-store');
    assert.equal((await get(`find?lane=${encodeURIComponent('back yard')}`)).status, 200);
  });

  it('have a reason if an image is unreadable', async () => {
    await arm('find');
    await sendFromCamera(nodeRed.url, 'broken', Buffer.from('no picture'));
    await until(async () => {
      const { lanes } = await lanesOf(await get('find/lanes'));
      return Boolean(lanes.find(({ lane }) => lane === 'broken')?.message);
    });
  });

  it('are kept by the node whose dialog is open, and by no other', async () => {
    await arm('find');

    assert.equal((await lanesOf(await get('idle/lanes'))).isArmed, false);
  });

  it('need the read permission, and keeping them the write permission', async () => {
    const status = async (response: Promise<Response>): Promise<number> => (await response).status;

    for (const path of ['find', 'find/lanes']) {
      assert.equal(await status(get(path, {})), 401);
      assert.equal(await status(get(path, users.outsider)), 401);
    }
    assert.equal(await status(get('find/lanes', users.reader)), 200);
    assert.equal(await status(arm('idle', {})), 401);
    assert.equal(await status(arm('idle', users.reader)), 401);
    assert.equal((await lanesOf(await get('idle/lanes'))).isArmed, false);
  });

  it('refuse a form of another site', async () => {
    const response = await arm('idle', { ...users.writer, 'content-type': 'text/plain' });

    assert.equal(response.status, 400);
    assert.match((await lanesOf(response)).message!, /^Content-Type must be application\/json/);
    assert.equal((await lanesOf(await get('idle/lanes'))).isArmed, false);
  });

  for (const node of ['none', 'engine', 'flow', '__proto__', 'a/../find']) {
    it(`are refused for ${node}, which is not a deployed node with images`, async () => {
      const response = await arm(encodeURIComponent(node));
      const { code, message } = await lanesOf(response);

      assert.deepEqual([response.status, code], [400, 'INVALID_INPUT']);
      assert.match(message!, /^The node is not deployed yet/);
      assert.equal((await get(encodeURIComponent(node))).status, 204);
    });
  }

  it('are gone after a redeploy, until the dialog asks again', async () => {
    await arm('find');
    const flows = await (await fetch(`${nodeRed.url}/flows`, { headers: users.writer! })).text();
    await fetch(`${nodeRed.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-deployment-type': 'full', ...users.writer },
      body: flows,
    });
    await until(async () => (await get('find/lanes')).status === 200);

    assert.deepEqual(await lanesOf(await get('find/lanes')), { isArmed: false, lanes: [] });
  });
});
