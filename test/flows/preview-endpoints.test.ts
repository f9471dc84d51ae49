import assert from 'node:assert/strict';
import sharp from 'sharp';
import { adminAuth, logIn } from '../support/admin-auth';
import { cameraFlow, sendFromCamera } from '../support/camera-flow';
import { type CameraServer, startCamera, still } from '../support/camera-server';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { scene } from '../support/scenes';
import { until } from '../support/until';

interface Row {
  readonly id: string;
  readonly isDeployed: boolean;
  readonly serial?: number;
  readonly data?: string;
  readonly size?: { readonly width: number };
  readonly camera?: string;
  readonly count?: number;
  readonly message?: string;
}

interface Large {
  readonly data?: string;
  readonly size?: { readonly width: number };
  readonly camera?: string;
  readonly found?: { objects: { label: string; score: number; bbox: number[] }[]; foundOn: object };
  readonly message?: string;
}

const ROOT = '/automation/admin';

describe('previews for the editor', function () {
  this.timeout(60_000);
  let nodeRed: NodeRedProcess;
  let camera: CameraServer;
  const users: Record<string, { authorization: string }> = {};

  before(async () => {
    camera = await startCamera(still(await sharp(scene(2).image).resize(400, 300, { fit: 'fill' }).jpeg().toBuffer()));
    const node = (id: string, type: string, to: string, rest: object = {}) => ({
      ...{ id, type, z: 'flow', busy: 'queue', wires: [to ? [to] : [], []] },
      ...rest,
    });
    nodeRed = await startNodeRed(
      [
        { id: 'flow', type: 'tab', label: 'Flow' },
        ...cameraFlow('gate'),
        { id: 'source', type: 'camera-source', z: 'flow', name: 'yard', address: camera.url, wires: [[]] },
        node('gate', 'motion-gate', 'find', { everySeconds: 0, holdSeconds: 0, minArea: 0 }),
        node('find', 'grounding-dino', 'zones', {
          model: 'demo',
          prompt: scene(1).objects[0]!.label,
          wires: [['zones']],
        }),
        node('zones', 'vision-zones', 'draw'),
        node('draw', 'mask-render', '', { styles: ['box'], maxWidth: 200, wires: [[]] }),
      ],
      {
        adminRoot: ROOT,
        settings: {
          ...adminAuth({
            reader: 'read',
            viewer: ['grounded-sam.preview.read'],
            lister: ['grounded-sam.read', 'flows.read'],
          }),
        },
      },
    );
    for (const user of ['reader', 'viewer', 'lister']) users[user] = await logIn(`${nodeRed.url}${ROOT}`, user);
  });
  after(async () => {
    await nodeRed?.stop();
    await camera?.close();
  });

  const post = (path: string, body: object, headers: object = users.reader!): Promise<Response> =>
    fetch(`${nodeRed.url}${ROOT}/grounded-sam/previews${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  async function look(id: string, seen?: number): Promise<Row> {
    const response = await post('', { nodes: [{ id, seen }] });
    const { previews } = (await response.json()) as { previews: Row[] };
    return previews[0]!;
  }
  /** Looks until there is a thumbnail of this size. */
  async function shown(id: string, width: number): Promise<Row> {
    let row: Row | undefined;
    await until(async () => {
      row = await look(id);
      return row.size?.width === width;
    });
    return row!;
  }
  const large = async (id: string): Promise<Large> => (await (await post(`/${id}`, {})).json()) as Large;
  /** A scene of 640 x 960 pixels. */
  const highScene = async (): Promise<Buffer> => {
    const large = await sharp(scene(1).image).resize(640, 640).png().toBuffer();
    return sharp(large).extend({ bottom: 320, background: 'grey' }).png().toBuffer();
  };
  const sizeOf = async (data: string | undefined): Promise<readonly (string | number | undefined)[]> => {
    const { format, width, height } = await sharp(Buffer.from(data ?? '', 'base64')).metadata();
    return [format, width, height];
  };

  it('are made once an editor looks, for each of the nodes', async () => {
    await sendFromCamera(nodeRed.url, 'door', scene(1).image);
    const before = await Promise.all(['gate', 'zones', 'draw'].map((id) => look(id)));
    await sendFromCamera(nodeRed.url, 'door', await highScene());
    const rows = [await shown('gate', 213), await shown('zones', 213), await shown('draw', 200)];

    assert.deepEqual(
      before,
      ['gate', 'zones', 'draw'].map((id) => ({ id, isDeployed: true })),
    );
    assert.deepEqual(await sizeOf(rows[0]!.data), ['jpeg', 213, 320]);
    assert.deepEqual(await sizeOf(rows[2]!.data), ['jpeg', 200, 300]);
    assert.deepEqual(
      rows.map(({ camera, size }) => [camera, size]),
      [
        ['door', { width: 213, height: 320 }],
        ['door', { width: 213, height: 320 }],
        ['', { width: 200, height: 300 }],
      ],
    );
    assert.equal((await look('gate', rows[0]!.serial)).serial, undefined);
  });

  it('have a large picture with the objects of the same image', async () => {
    const { found: zones, ...picture } = await large('zones');
    const { found: drawn, ...drawnPicture } = await large('draw');

    assert.deepEqual(await sizeOf(picture.data), ['jpeg', 640, 960]);
    assert.deepEqual(await sizeOf(drawnPicture.data), ['jpeg', 200, 300]);
    assert.deepEqual([zones?.foundOn, drawn?.foundOn], Array(2).fill({ width: 640, height: 960 }));
    assert.ok(zones!.objects.length > 0);
    assert.deepEqual(Object.keys(zones!.objects[0]!).sort(), ['bbox', 'label', 'score']);
    assert.deepEqual(drawn, zones);
  });

  it('of a camera have its last image', async () => {
    const { camera: name } = await shown('source', 320);
    const { size, found } = await large('source');

    assert.deepEqual([name, size, found], ['yard', { width: 400, height: 300 }, undefined]);
  });

  it('need their own permission, which the permission read includes', async () => {
    const status = async (path: string, headers: object): Promise<number> =>
      (await post(path, { nodes: [{ id: 'gate' }] }, headers)).status;
    const statuses = async (headers: object): Promise<number[]> => [
      await status('', headers),
      await status('/gate', headers),
    ];

    assert.deepEqual(await statuses({}), [401, 401]);
    assert.deepEqual(await statuses(users.lister!), [401, 401]);
    assert.deepEqual(await statuses(users.viewer!), [200, 200]);
    assert.deepEqual(await statuses(users.reader!), [200, 200]);
  });

  it('refuse a form of another site', async () => {
    for (const path of ['', '/gate']) {
      const response = await post(path, { nodes: [] }, { ...users.reader, 'content-type': 'text/plain' });

      assert.equal(response.status, 400);
      assert.match(((await response.json()) as Row).message!, /^Content-Type must be application\/json/);
    }
  });

  it('are not stored by browsers or proxies', async () => {
    assert.equal((await post('', { nodes: [] })).headers.get('cache-control'), 'no-store');
    assert.equal((await post('/gate', {})).headers.get('cache-control'), 'no-store');
  });

  for (const id of ['none', 'find', '__proto__', 'flow']) {
    it(`have none for ${id}, which is not a deployed node with a preview`, async () => {
      assert.deepEqual(await look(id), { id, isDeployed: false });
      assert.match((await large(id)).message!, /^The node is not deployed yet/);
    });
  }

  for (const nodes of [
    undefined,
    'gate',
    ['gate'],
    [{ id: 7 }],
    [{ id: 'gate', seen: 'x' }],
    Array(101).fill({ id: 'a' }),
  ]) {
    it(`refuse a request for ${JSON.stringify(nodes)?.slice(0, 30)}`, async () => {
      const response = await post('', { nodes });

      assert.equal(response.status, 400);
      assert.match(((await response.json()) as Row).message!, /^nodes must be a list of at most 100 nodes/);
    });
  }
});
