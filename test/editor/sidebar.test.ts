import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cameraFlow, sendFromCamera } from '../support/camera-flow';
import { EditorPage, useChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const URL = 'grounded-sam/activity';

/** A cache with a model of which one file is there. */
function cacheWithModel(): string {
  const home = mkdtempSync(join(tmpdir(), 'hf-home-'));
  const server = { commit: 'a'.repeat(40), folder: join(home, 'hub/models--org--dino') };
  mkdirSync(join(server.folder, 'refs'), { recursive: true });
  mkdirSync(join(server.folder, '.grounded-sam/listings'), { recursive: true });
  mkdirSync(join(server.folder, 'blobs'));
  writeFileSync(join(server.folder, 'refs/main'), server.commit);
  writeFileSync(join(server.folder, 'blobs/part'), 'weights');
  const listing = { repository: 'org/dino', commit: server.commit, files: [] };
  writeFileSync(join(server.folder, `.grounded-sam/listings/${server.commit}.json`), JSON.stringify(listing));
  return home;
}

describe('the sidebar Vision', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess | undefined;
  const browser = useChromium();
  let editor: EditorPage;
  let home: string | undefined;

  before(async () => {
    home = cacheWithModel();
    nodeRed = await startNodeRed(
      [
        { id: 'flow', type: 'tab', label: 'Flow' },
        ...cameraFlow('find'),
        { id: 'engine', type: 'vision-engine', name: 'Box', device: 'cpu' },
        {
          ...{ id: 'find', type: 'grounding-dino', z: 'flow', name: 'Find', x: 300, y: 100 },
          ...{ model: 'demo', engine: 'engine', prompt: 'red star', busy: 'queue', lanes: true, wires: [[]] },
        },
      ],
      { env: { HF_HOME: home, HF_HUB_CACHE: '' } },
    );
  });
  after(async () => {
    await nodeRed?.stop();
    if (home) rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });
  beforeEach(async () => {
    editor = await EditorPage.open(browser(), nodeRed!.url);
  });
  afterEach(() => editor?.close());

  const show = (): Promise<unknown> => editor.evaluate(`RED.sidebar.show('grounded-sam-vision')`);
  const sidebar = () => editor.page.locator('.grounded-sam-sidebar');
  const shows = (text: RegExp): Promise<unknown> => until(async () => text.test(await sidebar().innerText()));
  const pid = async (): Promise<string | undefined> => /process (\d+)/.exec(await sidebar().innerText())?.[1];

  it('shows engines, models, cameras and errors', async () => {
    await show();
    await shows(/Box\s+cpu: no process yet/);
    await sendFromCamera(nodeRed!.url, 'door', scene(1).image);
    await sendFromCamera(nodeRed!.url, 'yard', Buffer.from('no image'));

    await shows(/cpu: process \d+, \d+ MB, calls: 0\s+detector demo \(\w+, cpu\)/);
    await shows(/Find\s+door/);
    await shows(/BAD_IMAGE/);
    const chart = await sidebar().locator('.grounded-sam-chart').first().getAttribute('title');
    assert.match(chart!, /^total .+ inference /);
    assert.deepEqual(editor.errors, []);
  });

  it('opens a model again, and restarts an engine', async () => {
    await sendFromCamera(nodeRed!.url, 'door', scene(1).image);
    await show();
    await shows(/demo \(/);
    await editor.page.getByLabel('Open this model again').click();
    await until(async () => !/demo \(/.test(await sidebar().innerText()));
    await sendFromCamera(nodeRed!.url, 'door', scene(1).image);
    await shows(/demo \(/);
    const before = await pid();
    await editor.page.getByLabel('Restart the process of this engine').click();
    await shows(/no process yet/);
    await sendFromCamera(nodeRed!.url, 'door', scene(1).image);
    await shows(/demo \(/);

    assert.notEqual(await pid(), before);
    assert.deepEqual(editor.errors, []);
  });

  it('removes a model from the disk if its question is answered so', async () => {
    const folder = join(home!, 'hub/models--org--dino');
    const remove = () => editor.page.getByLabel('Remove this model from the disk').click();
    const dialog = () => editor.page.locator('.red-ui-notification');
    await show();
    await shows(/org\/dino \(/);
    await remove();
    assert.match(await dialog().innerText(), /Remove org\/dino from the disk\?/);
    await dialog().getByRole('button', { name: 'Keep it' }).click();
    await dialog().waitFor({ state: 'detached' });
    assert.ok(existsSync(folder));

    await remove();
    await dialog().getByRole('button', { name: 'Remove this model' }).click();
    await until(() => !existsSync(folder));
    await until(async () => !/org\/dino \(/.test(await sidebar().innerText()));
  });

  it('asks for nothing while another tab is shown', async () => {
    await editor.evaluate(`RED.sidebar.show('info')`);
    let requests = 0;
    editor.page.on('request', (request) => (requests += request.url().includes(URL) ? 1 : 0));
    // Two polls of the sidebar.
    await editor.page.waitForTimeout(4500);
    const hidden = requests;
    await show();
    await until(() => requests > 0);

    assert.equal(hidden, 0);
  });

  it('cancels a download for which messages wait', async () => {
    const row = { engine: 'engine', model: 'org/large', state: 'downloading', percent: 40, size: '700 MB' };
    const bodies: (string | null)[] = [];
    await editor.page.route(`**/${URL}*`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({
        response,
        json: { ...(await response.json()), downloads: bodies.length > 0 ? [] : [row] },
      });
    });
    await editor.page.route('**/grounded-sam/downloads/cancel', (route) => {
      bodies.push(route.request().postData());
      return route.fulfill({ status: 202, json: {} });
    });
    await show();
    await shows(/org\/large 40 % of 700 MB/);
    await editor.page.getByLabel('Cancel this download').click();
    await until(async () => !/org\/large/.test(await sidebar().innerText()));

    assert.deepEqual(
      bodies.map((body) => JSON.parse(body!)),
      [{ engine: 'engine', model: 'org/large' }],
    );
  });

  it('shows why it has no news', async () => {
    await editor.page.route(`**/${URL}*`, (route) => route.abort());
    await show();
    await shows(/Node-RED does not answer/);
    await editor.page.unroute(`**/${URL}*`);
    await until(async () => !/does not answer/.test(await sidebar().innerText()));
  });
});
