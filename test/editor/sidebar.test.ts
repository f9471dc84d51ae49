import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { cameraFlow, sendFromCamera } from '../support/camera-flow';
import { EditorPage, launchChromium, skipWithoutChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { scene } from '../support/scenes';
import { until } from '../support/until';

const URL = 'grounded-sam/activity';

describe('the sidebar Vision', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess | undefined;
  let browser: Browser | undefined;
  let editor: EditorPage;

  before(async function () {
    skipWithoutChromium(this);
    nodeRed = await startNodeRed([
      { id: 'flow', type: 'tab', label: 'Flow' },
      ...cameraFlow('find'),
      { id: 'engine', type: 'vision-engine', name: 'Box', device: 'cpu' },
      {
        ...{ id: 'find', type: 'grounding-dino', z: 'flow', name: 'Find', x: 300, y: 100 },
        ...{ model: 'demo', engine: 'engine', prompt: 'red star', busy: 'queue', lanes: true, wires: [[]] },
      },
    ]);
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
  });
  beforeEach(async () => {
    editor = await EditorPage.open(browser!, nodeRed!.url);
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

  it('shows why it has no news', async () => {
    await editor.page.route(`**/${URL}*`, (route) => route.abort());
    await show();
    await shows(/Node-RED does not answer/);
    await editor.page.unroute(`**/${URL}*`);
    await until(async () => !/does not answer/.test(await sidebar().innerText()));
  });
});
