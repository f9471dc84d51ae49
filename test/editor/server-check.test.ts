import assert from 'node:assert/strict';
import { EditorPage, useChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { type OipServer, startOipServer } from '../support/oip-server';
import { freePort } from '../support/servers';
import { until } from '../support/until';

describe('Test connection', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess | undefined;
  let server: OipServer | undefined;
  const browser = useChromium();
  let editor: EditorPage;

  before(async () => {
    server = await startOipServer();
    nodeRed = await startNodeRed([
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: 'engine', type: 'vision-engine', runsOn: 'machine' },
      { id: 'find', type: 'grounding-dino', z: 'flow', x: 100, y: 100, model: 'demo', engine: 'engine', wires: [[]] },
    ]);
  });
  after(async () => {
    await nodeRed?.stop();
    await server?.kill();
  });
  beforeEach(async () => {
    editor = await EditorPage.open(browser(), nodeRed!.url);
    await editor.openDialog('engine');
  });
  afterEach(() => editor?.close());

  const row = () => editor.page.locator('.grounded-sam-server-check');
  const shows = (text: RegExp): Promise<unknown> => until(async () => text.test(await row().innerText()));

  it('is in the dialog for inference servers only', async () => {
    assert.equal(await row().isVisible(), false);
    await editor.choose('runsOn', 'server');
    assert.equal(await row().isVisible(), true);
  });

  it('shows the servers and models of fields that are not saved', async () => {
    const silent = `http://127.0.0.1:${await freePort()}`;
    await editor.choose('runsOn', 'server');
    await editor.fill('servers', `${server!.url}, ${silent}`);
    await editor.fill('serverToken', 'typed');
    await row().getByRole('button').click();

    await shows(/test server 1\.2\.3, \d+ ms\s+demo is ready\s+http:\/\/127\.0\.0\.1:\d+: /);
    assert.equal(server!.requests.at(-1)!.headers.authorization, 'Bearer typed');
    assert.equal(await row().locator('.fa-check').count(), 2);
    assert.equal(await row().locator('.fa-times').count(), 1);
  });

  it('shows what is wrong with the fields', async () => {
    await editor.choose('runsOn', 'server');
    await row().getByRole('button').click();

    await shows(/Servers must be one or more addresses/);
    assert.deepEqual(editor.errors, []);
  });
});
