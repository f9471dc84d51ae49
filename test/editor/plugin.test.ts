import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { EditorPage, useChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { until } from '../support/until';

const PLUGIN = 'plugins/@grounded-sam/node-red/editor';
const types = [
  'camera-source',
  'dataset-export',
  'grounding-dino',
  'mask-render',
  'motion-gate',
  'object-tracker',
  'sam',
  'vision-engine',
  'vision-mqtt',
  'vision-zones',
];

/** The editor gets the list of plugins, but not their pages. */
const withoutPlugins = (page: Page): Promise<unknown> =>
  page.route('**/plugins?*', (route) =>
    route.request().headers().accept === 'text/html' ? route.fulfill({ body: '' }) : route.continue(),
  );

describe('the editor plugin', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess | undefined;
  const browser = useChromium();
  let editor: EditorPage;

  before(async () => {
    nodeRed = await startNodeRed([
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: 'demo', type: 'grounding-dino', z: 'flow', model: 'demo', x: 100, y: 100, wires: [[]] },
    ]);
  });
  after(async () => {
    await nodeRed?.stop();
  });
  afterEach(() => editor?.close());

  const registered = async (): Promise<string[]> => {
    const known = await editor.evaluate<boolean[]>(`${JSON.stringify(types)}.map((type) => !!RED.nodes.getType(type))`);
    return types.filter((_type, index) => known[index]);
  };

  it('loads every script once', async () => {
    editor = await EditorPage.open(browser(), nodeRed!.url);
    const pages = (await editor.evaluate(`document.documentElement.outerHTML`)) as string;

    for (const file of readdirSync('editor').filter((name) => /(?<!\.d)\.ts$/.test(name))) {
      const count = pages.split(`//# sourceURL=grounded-sam/${file.replace('.ts', '.js')}\n`).length - 1;
      assert.equal(count, 1, `${file} is in editor/editor.html once`);
    }
    assert.deepEqual(await registered(), types);
    assert.deepEqual(editor.errors, []);
  });

  it('has the status texts of all nodes', async () => {
    editor = await EditorPage.open(browser(), nodeRed!.url);
    const status = (): Promise<unknown> => editor.evaluate(`RED.nodes.node('demo').status?.text`);
    await until(async () => (await status()) === 'demo: shapes only');
  });

  it('may load after the nodes, as after an installation from the palette', async () => {
    editor = await EditorPage.open(browser(), nodeRed!.url, withoutPlugins);
    const before = await registered();
    await editor.evaluate(
      `$.ajax({ url: '${PLUGIN}', headers: { accept: 'text/html' } }).then((page) => $('body').append(page))`,
    );
    await until(async () => (await registered()).length === types.length);

    assert.deepEqual(before, []);
    assert.deepEqual(editor.errors, []);
  });

  it('is reported in a notification if it does not load', async () => {
    editor = await EditorPage.open(browser(), nodeRed!.url, withoutPlugins);
    const notifications = await editor.notifications();

    assert.match(notifications.join(), /The dialogs of @grounded-sam\/node-red did not load\. Reload the page/);
    assert.deepEqual(editor.errors, []);
  });
});

describe('the html of the nodes', () => {
  for (const type of types) {
    it(`of ${type} registers its type only once the plugin has loaded`, () => {
      const page = readFileSync(`nodes/${type}/${type}.html`, 'utf8');

      assert.match(page, /globalThis\.groundedSamNodes \?\?= \[\];\s+groundedSamNodes\.push\(/);
      assert.doesNotMatch(page, /<script[^>]* src=/);
    });
  }
});
