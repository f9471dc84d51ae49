import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminAuth, logIn } from '../support/admin-auth';
import { gate } from '../support/calls';
import { detectorContent } from '../support/hub';
import { type HubServer, startHubServer } from '../support/hub-server';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { noise } from '../support/random';
import { until } from '../support/until';

interface Row {
  readonly model: string;
  readonly state: string;
  readonly licence: string;
  readonly size?: string;
  readonly percent?: number;
  readonly message?: string;
  readonly sizes?: Readonly<Record<string, string>>;
}
type Question = Readonly<Record<string, string>>;

describe('model lists for the dialogs', function () {
  this.timeout(60_000);
  let server: HubServer;
  let home: string;
  let nodeRed: NodeRedProcess;
  const users: Record<string, { authorization: string }> = {};
  /** Opened when the test has seen the download of org/slow under way. */
  const seen = gate();

  before(async () => {
    server = await startHubServer();
    for (const name of ['org/dino', 'org/engine', 'org/twice']) server.addRepository(name, detectorContent());
    server.addRepository('org/secret', detectorContent(), { token: 'hf_aVerySecretToken' });
    server.addRepository('org/slow', detectorContent(noise(400_000)));
    server.addFault({ path: /slow\/resolve.*model\.onnx$/, slice: 50_000, sliceMs: 100, until: () => seen.opened });
    home = mkdtempSync(join(tmpdir(), 'hf-home-'));
    nodeRed = await startNodeRed(
      [
        { id: 'own', type: 'vision-engine', modelFolder: join(home, 'own folder') },
        { id: 'offline', type: 'vision-engine', offline: true },
        { id: 'bad', type: 'vision-engine', threads: -1 },
        { id: 'remote', type: 'vision-engine', runsOn: 'server', servers: 'http://127.0.0.1:9' },
      ],
      {
        env: { HF_ENDPOINT: server.url, HF_HOME: home, HF_HUB_OFFLINE: '', HF_HUB_CACHE: '' },
        settings: adminAuth({ writer: '*', reader: 'read', outsider: ['flows.read', 'nodes.read'] }),
      },
    );
    for (const user of ['writer', 'reader', 'outsider']) users[user] = await logIn(nodeRed.url, user);
  });
  after(async () => {
    await nodeRed?.stop();
    await server.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });

  const get = (question: Question, headers: object = users.writer!): Promise<Response> =>
    fetch(`${nodeRed.url}/grounded-sam/models?${new URLSearchParams(question)}`, { headers: { ...headers } });
  const post = (question: Question, headers: object = users.writer!): Promise<Response> =>
    fetch(`${nodeRed.url}/grounded-sam/downloads`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(question),
    });
  const answerOf = async (response: Response): Promise<{ models: Row[]; chosen: Row; message: string; code: string }> =>
    (await response.json()) as never;
  const chosen = async (question: Question): Promise<Row> => (await answerOf(await get(question))).chosen;
  const ended = async (question: Question): Promise<Row> => {
    let row!: Row;
    await until(async () => {
      row = await chosen(question);
      return row.state !== 'downloading';
    });
    return row;
  };

  it('hold the known models of a task, with size, licence and state', async () => {
    const { models } = await answerOf(await get({ task: 'segmenter', dtype: 'fp16' }));

    const rows = Object.fromEntries(models.map((row) => [row.model, row]));
    assert.equal(rows.demo!.state, 'builtIn');
    assert.deepEqual([rows.edgetam!.state, rows.edgetam!.size], ['absent', '31 MB']);
    assert.equal(rows.edgetam!.sizes!.fp32, '41 MB');
    assert.equal(rows['sam3-tracker']!.licence, 'upstream: SAM License');
    assert.ok(!('grounding-dino-tiny' in rows));
  });

  it('need the read permission, and downloads the write permission', async () => {
    const question = { task: 'detector', model: 'org/dino' };
    const status = async (response: Promise<Response>): Promise<number> => (await response).status;

    assert.equal(await status(get(question, {})), 401);
    assert.equal(await status(get(question, users.outsider)), 401);
    assert.equal(await status(get(question, users.reader)), 200);
    assert.equal(await status(post(question, {})), 401);
    assert.equal(await status(post(question, users.reader)), 401);
    assert.deepEqual(server.requests, []);
  });

  it('refuse a form of another site', async () => {
    const response = await post(
      { task: 'detector', model: 'org/dino' },
      { ...users.writer, 'content-type': 'text/plain' },
    );

    assert.equal(response.status, 400);
    assert.match((await answerOf(response)).message, /^Content-Type must be application\/json/);
  });

  it('report a download from its start until the model is cached, in this dtype', async () => {
    const question = { task: 'detector', dtype: 'auto', model: 'org/slow' };
    const before = await chosen(question);
    const response = await post(question);
    const begun = (await answerOf(response)).chosen;
    const steps: Row[] = [];
    await until(async () => {
      const step = await chosen(question);
      steps.push(step);
      if (step.percent! > 0 && step.percent! < 100) seen.open();
      return step.state !== 'downloading';
    });

    assert.deepEqual([before.state, response.status, begun.state], ['absent', 202, 'downloading']);
    assert.equal(steps.at(-1)!.state, 'cached');
    assert.ok(steps.some(({ percent, size }) => percent! > 0 && percent! < 100 && size === '400 kB'));
    const { models } = await answerOf(await get({ task: 'detector', dtype: 'fp16' }));
    assert.deepEqual(
      models.filter(({ model }) => model === 'org/slow').map(({ state }) => state),
      ['absent'],
    );
  });

  it('download a model once, however often it is requested', async () => {
    const question = { task: 'detector', model: 'org/twice' };
    await Promise.all([post(question), post(question), post(question)]);

    assert.equal((await ended(question)).state, 'cached');
    const graphs = server.downloads.filter(({ path }) => /twice.*\/model\.onnx$/.test(path));
    assert.equal(graphs.length, 1);
  });

  it('say in one sentence why a download failed, without the token, and allow another try', async () => {
    const none = { task: 'detector', model: 'org/none' };
    await post(none);
    const failed = await ended(none);
    server.addRepository('org/none', detectorContent());
    await post(none);
    const secret = { task: 'detector', model: 'org/secret' };
    await post(secret);

    assert.deepEqual([failed.state, /^The hub does not have org\/none/.test(failed.message!)], ['failed', true]);
    assert.equal((await ended(none)).state, 'cached');
    assert.match((await ended(secret)).message!, /refused \(401\) to org\/secret/);
  });

  it('use the settings of the engine', async () => {
    const question = { task: 'detector', model: 'org/engine', engine: 'own' };
    await post(question);

    assert.equal((await ended(question)).state, 'cached');
    assert.ok(existsSync(join(home, 'own folder/models--org--engine/refs/main')));
    assert.equal((await chosen({ ...question, engine: '' })).state, 'absent');
    assert.equal((await chosen({ ...question, engine: 'offline' })).state, 'offline');
  });

  it('have no sizes and no downloads for an engine whose models run on servers', async () => {
    const question = { task: 'segmenter', model: 'edgetam', engine: 'remote' };
    const { models, chosen: row } = await answerOf(await get(question));
    const download = await post(question);

    assert.deepEqual(row, { ...row, state: 'server' });
    assert.deepEqual(new Set(models.map(({ state }) => state)), new Set(['server']));
    assert.ok([...models, row].every(({ size, sizes }) => size === undefined && sizes === undefined));
    assert.equal(download.status, 400);
    assert.match(
      (await answerOf(download)).message,
      /^Nothing to download: the models of this engine run on inference/,
    );
  });

  it('do not reveal which folders exist', async () => {
    for (const model of [home, './none', '../x', 'none', '~', 'a/../..']) {
      assert.equal((await chosen({ task: 'detector', model })).state, 'folder', model);
    }
  });

  it('say that a model does not have a dtype', async () => {
    const question = { task: 'detector', model: 'org/twice', dtype: 'q4' };

    const { state, message } = await chosen(question);

    assert.equal(state, 'unusable');
    assert.match(message!, /has no onnx\/model_q4\.onnx.*Available precisions: fp32, fp16/);
  });

  const refused: { name: string; question: Question; says: RegExp }[] = [
    { name: 'another task', question: { task: 'painter' }, says: /^task must be one of detector, segmenter/ },
    { name: 'another dtype', question: { dtype: 'q9' }, says: /^dtype must be one of auto, fp32/ },
    { name: 'an engine with a bad setting', question: { engine: 'bad' }, says: /^threads must be/ },
  ];
  for (const { name, question, says } of refused) {
    it(`refuse ${name}`, async () => {
      const response = await get(question);

      assert.equal(response.status, 400);
      const { code, message } = await answerOf(response);
      assert.equal(code, 'INVALID_INPUT');
      assert.match(message, says);
    });
  }

  it('refuse a download without a model, or for an engine that is not deployed', async () => {
    assert.match((await answerOf(await post({ model: '' }))).message, /^model must be/);
    assert.match((await answerOf(await post({ model: 'org/dino', engine: 'new' }))).message, /not deployed yet/);
  });

  it('and flows never have the token: it is deployed, and no response or log shows it', async () => {
    const token = 'hf_aTokenOfTheEditor';
    const headers = { 'content-type': 'application/json', 'Node-RED-Deployment-Type': 'nodes', ...users.writer! };
    const read = async (path: string): Promise<string> => (await fetch(`${nodeRed.url}${path}`, { headers })).text();
    const flows = JSON.parse(await read('/flows')) as object[];
    const secrets = { serverToken: 'aTokenOfTheServer', serverHeaders: 'X-Key: aKeyOfTheServer' };
    const engine = { id: 'gated', type: 'vision-engine', credentials: { token: ` ${token}\n`, ...secrets } };
    const deployed = await fetch(`${nodeRed.url}/flows`, {
      method: 'POST',
      headers,
      body: JSON.stringify([...flows, engine]),
    });
    assert.ok(deployed.ok, await deployed.text());
    server.addRepository('org/theirs', detectorContent(), { token });

    const question = { task: 'detector', model: 'org/theirs', engine: 'gated' };
    // Node-RED answers the deployment before it starts the nodes.
    await until(async () => (await post(question)).ok);
    assert.equal((await ended(question)).state, 'cached');

    const answers = [
      await read('/flows'),
      await read('/credentials/vision-engine/gated'),
      await (await get(question)).text(),
      nodeRed.log(),
    ];
    assert.deepEqual(JSON.parse(answers[1]!), { has_token: true, has_serverToken: true, has_serverHeaders: true });
    for (const answer of answers)
      assert.ok(!/hf_aTokenOfTheEditor|aTokenOfTheServer|aKeyOfTheServer/.test(answer), answer);
  });
});
