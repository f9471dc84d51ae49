import assert from 'node:assert/strict';
import { adminAuth, logIn } from '../support/admin-auth';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { type OipServer, startOipServer } from '../support/oip-server';
import { freePort } from '../support/servers';
import { until } from '../support/until';

interface Checked {
  readonly servers?: readonly {
    readonly address: string;
    readonly name?: string;
    readonly message?: string;
    readonly models: readonly { readonly name: string; readonly isReady: boolean }[];
  }[];
  readonly code?: string;
  readonly message?: string;
}

describe('the check of inference servers for the dialog', function () {
  this.timeout(60_000);
  let server: OipServer;
  let other: OipServer;
  let nodeRed: NodeRedProcess;
  const users: Record<string, { authorization: string }> = {};

  before(async () => {
    server = await startOipServer();
    other = await startOipServer();
    const flow = [
      { id: 'flow', type: 'tab', label: 'Flow' },
      {
        ...{ id: 'engine', type: 'vision-engine', runsOn: 'server', servers: server.url },
        credentials: { serverToken: 'aVerySecretToken', serverHeaders: 'X-Key: anotherSecret' },
      },
      { id: 'find', type: 'grounding-dino', z: 'flow', model: 'demo', engine: 'engine', prompt: 'star', wires: [[]] },
      { id: 'cut', type: 'sam', z: 'flow', model: 'demo', engine: 'engine', wires: [[]] },
      { id: 'elsewhere', type: 'sam', z: 'flow', model: 'edgetam', wires: [[]] },
    ];
    nodeRed = await startNodeRed([], {
      settings: adminAuth({ writer: '*', reader: 'read', outsider: ['flows.read', 'nodes.read'] }),
    });
    for (const user of ['writer', 'reader', 'outsider']) users[user] = await logIn(nodeRed.url, user);
    const headers = { 'content-type': 'application/json', ...users.writer };
    await fetch(`${nodeRed.url}/flows`, { method: 'POST', headers, body: JSON.stringify(flow) });
    await until(async () => (await check({})).servers?.[0]?.models.length === 3);
  });
  after(async () => {
    await nodeRed?.stop();
    await Promise.all([server, other].map((one) => one?.kill()));
  });

  const post = (body: object, user = 'writer', type = 'application/json'): Promise<Response> =>
    fetch(`${nodeRed.url}/grounded-sam/servers/check`, {
      method: 'POST',
      headers: { 'content-type': type, ...users[user] },
      body: JSON.stringify(body),
    });
  /** The fields of the dialog of the deployed engine, with changes. */
  const check = async (changes: object): Promise<Checked> => {
    const fields = { engine: 'engine', servers: server.url, serverToken: '__PWRD__', serverHeaders: '__PWRD__' };
    return (await (await post({ ...fields, ...changes })).json()) as Checked;
  };

  it('asks for the models of the deployed nodes, with the stored token and headers', async () => {
    const { servers } = await check({});
    const { authorization, 'x-key': key } = server.requests.at(-1)!.headers;

    assert.deepEqual(
      servers![0]!.models.map(({ name, isReady }) => [name, isReady]),
      ['demo', 'demo-encoder', 'demo-decoder'].map((name) => [name, true]),
    );
    assert.deepEqual([authorization, key], ['Bearer aVerySecretToken', 'anotherSecret']);
  });

  it('asks with the token of the dialog, also if the engine is not deployed', async () => {
    const { servers } = await check({
      engine: 'new',
      serverToken: 'typed',
      serverHeaders: '',
      serverModels: 'detector = no',
    });

    assert.equal(server.requests.at(-1)!.headers.authorization, 'Bearer typed');
    assert.deepEqual(
      servers![0]!.models.map(({ name, isReady }) => [name, isReady]),
      [['no', false]],
    );
  });

  it('sends stored secrets to no other address', async () => {
    const before = other.requests.length;
    for (const changes of [{ serverHeaders: '' }, { serverToken: '' }, {}]) {
      const { code, message } = await check({ servers: `${server.url}, ${other.url}`, ...changes });

      assert.equal(code, 'INVALID_INPUT');
      assert.match(message!, /^Servers changed: enter token and headers again, or deploy/);
    }
    assert.equal(other.requests.length, before);
    const { servers } = await check({ servers: other.url, serverToken: '', serverHeaders: '' });
    assert.equal(servers![0]!.name, 'test server');
  });

  it('says of each address why it does not answer', async () => {
    const silent = `http://127.0.0.1:${await freePort()}`;
    const { servers } = await check({ servers: `${silent}, ${server.url}`, serverToken: '', serverHeaders: '' });

    assert.match(servers![0]!.message!, /^Cannot reach the inference server/);
    assert.equal(servers![1]!.name, 'test server');
  });

  it('refuses wrong settings, forms and users without permission', async () => {
    assert.match((await check({ servers: '' })).message!, /^Servers must be one or more addresses/);
    assert.equal((await post({ servers: server.url }, 'reader')).status, 401);
    assert.equal((await post({ servers: server.url }, 'outsider')).status, 401);
    assert.equal((await post({ servers: server.url }, 'writer', 'text/plain')).status, 400);
  });

  it('shows no secret in a response or the log', async () => {
    const responses = [await check({}), await check({ servers: other.url }), await check({ servers: 'wrong' })];

    assert.doesNotMatch(JSON.stringify(responses) + nodeRed.log(), /aVerySecretToken|anotherSecret/);
  });
});
