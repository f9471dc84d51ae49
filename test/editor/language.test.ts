import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { EditorPage, useChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { until } from '../support/until';

/** The user setting of the editor, which has the names of Node-RED's own languages. */
const choose = (language: string) => (page: Page) =>
  page.addInitScript(`localStorage.setItem('editor-language', '${language}')`);

/** A language of the editor, and texts of a dialog and of the help in the language that serves it. */
const served = {
  'es-ES': { label: 'Buscar', help: /Encuentra objetos en una imagen/ },
  'fr-CA': { label: 'Chercher', help: /Trouve des objets dans une image/ },
};

describe('the language', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess | undefined;
  const browser = useChromium();
  let editor: EditorPage | undefined;

  before(async () => {
    const demo = { id: 'demo', type: 'grounding-dino', z: 'flow', model: 'demo', x: 100, y: 100, wires: [[]] };
    nodeRed = await startNodeRed([{ id: 'flow', type: 'tab', label: 'Flow' }, demo], { settings: { lang: 'de' } });
  });
  after(async () => {
    await nodeRed?.stop();
  });
  afterEach(() => editor?.close());

  for (const [language, { label, help }] of Object.entries(served)) {
    it(`of dialogs and help is that of the editor: ${language}`, async () => {
      editor = await EditorPage.open(browser(), nodeRed!.url, choose(language));
      await editor.openDialog('demo');
      const texts = await editor.dialogTexts();

      assert.ok(texts.includes(label), texts.join());
      assert.match(await editor.help('grounding-dino'), help);
      assert.deepEqual(
        texts.filter((text) => /^(@grounded-sam|[\w-]+\.\w+\.\w+)/.test(text)),
        [],
        'no key is shown',
      );
    });
  }

  it('of statuses is that of Node-RED', async () => {
    editor = await EditorPage.open(browser(), nodeRed!.url);
    const status = (): Promise<unknown> => editor!.evaluate(`RED.nodes.node('demo').status?.text`);

    await until(async () => (await status()) === 'Demo: nur Formen');
  });
});
