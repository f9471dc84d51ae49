import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gate } from '../support/calls';
import { EditorPage, useChromium } from '../support/editor-page';
import { detectorContent } from '../support/hub';
import { type HubServer, startHubServer } from '../support/hub-server';
import { type NodeRedOptions, type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { noise } from '../support/random';
import { until } from '../support/until';

describe('the model field of the dialogs', () => {
  let server: HubServer;
  let home: string;
  const browser = useChromium();
  let nodeRed: NodeRedProcess | undefined;
  let editor: EditorPage;

  async function open(settings: NodeRedOptions['settings'] = {}): Promise<void> {
    await nodeRed?.stop();
    const flow = [
      { id: 'flow', type: 'tab', label: 'Flow' },
      { id: 'off', type: 'vision-engine', name: 'without network', offline: true },
    ];
    const env = { HF_ENDPOINT: server.url, HF_HOME: home, HF_HUB_CACHE: '', HF_HUB_OFFLINE: '' };
    nodeRed = await startNodeRed(flow, { env, settings });
    editor = await EditorPage.open(browser(), nodeRed.url);
  }

  before(async () => {
    server = await startHubServer();
    home = mkdtempSync(join(tmpdir(), 'hf-home-'));
    await open();
  });
  after(async () => {
    await nodeRed?.stop();
    await server?.close();
    if (home) rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });
  afterEach(() => assert.deepEqual(editor?.errors ?? [], []));

  let count = 0;
  /** Opens the dialog of a new node. */
  async function openDialog(settings: object = {}, type = 'grounding-dino'): Promise<string> {
    const id = `node-${++count}`;
    await editor.importNode({ id, type, ...{ model: 'demo' }, ...settings });
    await editor.openDialog(id);
    return id;
  }
  /** A model whose last bytes come after `seen`. */
  function addSlow(name: string, seen: Promise<void>): void {
    const path = new RegExp(`${name}/resolve/.*/model\\.onnx$`);
    server.addRepository(name, detectorContent(noise(400_000)));
    server.addFault({ path, slice: 20_000, sliceMs: 100, until: () => seen });
  }
  const hintSays = (text: RegExp): Promise<void> => until(async () => text.test(await editor.modelHint()));
  const savedModel = async (id: string): Promise<unknown> => {
    await editor.save();
    return (await editor.settings(id)).model;
  };

  it('lists the known models of the task, with size, licence and state', async () => {
    await openDialog({}, 'sam');
    await editor.click('model');
    const rows = await editor.list();
    await editor.press('Escape');
    await editor.save();

    assert.match(rows[0]!, /^demo\s+built in\s+licence: Apache-2\.0 · knows drawn shapes only$/);
    assert.match(rows.find((row) => row.startsWith('edgetam'))!, /\b41 MB\s+licence: Apache-2\.0 · boxes and points/);
    assert.ok(rows.some((row) => row.startsWith('sam3-tracker') && row.includes('licence: upstream: SAM License')));
    assert.ok(!rows.some((row) => row.startsWith('grounding-dino')));
  });

  it('says how each detector takes the phrases of a prompt', async () => {
    await openDialog();
    await editor.click('model');
    const rows = await editor.list();
    await editor.press('Escape');
    await editor.save();

    assert.match(rows[0]!, /^demo\s.* · all phrases in one pass · knows drawn shapes only$/s);
    assert.match(
      rows.find((row) => row.startsWith('grounding-dino-tiny'))!,
      / · all phrases in one pass after a repair/,
    );
  });

  it('is searched by typing, and takes the entry chosen with the keyboard', async () => {
    const id = await openDialog();
    await editor.click('model');
    await editor.fill('model', '');
    await editor.press(...'TINY');
    await until(async () => (await editor.list()).length === 2);
    const rows = await editor.list();
    await editor.press('ArrowDown', 'ArrowDown', 'Enter');
    await hintSays(/first message downloads 695 MB/);

    assert.match(rows[1]!, /^grounding-dino-tiny-fixedmask/);
    assert.equal(await editor.isListOpen(), false);
    assert.equal(await savedModel(id), 'grounding-dino-tiny-fixedmask');
  });

  it('completes to the first match with Enter', async () => {
    const id = await openDialog();
    await editor.click('model');
    await editor.fill('model', '');
    await editor.press(...'base', 'Enter');
    await hintSays(/923 MB/);

    assert.equal(await savedModel(id), 'grounding-dino-base');
  });

  for (const model of ['org/name@v2:onnx/model_q4.onnx', './models/dino', '/models/dino-tiny', 'C:\\models\\demo']) {
    it(`keeps ${model} as it is typed`, async () => {
      const id = await openDialog();
      await editor.click('model');
      await editor.fill('model', '');
      await editor.press(...model, 'Tab');

      assert.equal(await savedModel(id), model);
    });
  }

  it('keeps its value when the list was only looked at', async () => {
    for (const model of ['sam2.1-large', './my models']) {
      const id = await openDialog({ model }, 'sam');
      await editor.click('model');
      await editor.list();
      await editor.press('Tab');

      assert.equal(await savedModel(id), model);
    }
  });

  it('shows the state for the chosen precision and engine', async () => {
    await openDialog({ model: 'grounding-dino-tiny' });
    await hintSays(/first message downloads 719 MB/);
    await editor.choose('dtype', 'q4f16');
    await hintSays(/first message downloads 151 MB/);
    const dtypes = await editor.options('dtype');
    await editor.choose('engine', 'off');
    await hintSays(/not cached, and downloads are off/);
    const canDownload = await editor.canDownload();
    await editor.save();

    assert.ok(dtypes.includes('fp16 (16-bit float) · 360 MB'), dtypes.join());
    assert.equal(canDownload, false);
  });

  it('gives advice about the chosen precision', async () => {
    const advice: Record<string, string[]> = {};
    for (const type of ['sam', 'grounding-dino']) {
      await openDialog({ model: type === 'sam' ? 'edgetam' : 'grounding-dino-tiny' }, type);
      for (const dtype of ['fp32', 'fp16', 'q8', 'uint8']) {
        await editor.choose('dtype', dtype);
        const tips = (await editor.tips()).map((tip) => /never use 8 bit|fp16 is slower/i.exec(tip)?.[0] ?? tip);
        advice[`${type} ${dtype}`] = tips;
      }
      await editor.save();
    }

    assert.deepEqual(advice, {
      'sam fp32': [],
      'sam fp16': ['fp16 is slower'],
      'sam q8': ['Never use 8 bit'],
      'sam uint8': ['Never use 8 bit'],
      'grounding-dino fp32': [],
      'grounding-dino fp16': ['fp16 is slower'],
      'grounding-dino q8': [],
      'grounding-dino uint8': [],
    });
  });

  it('gives advice about TensorRT', async () => {
    await editor.openDialog('off');
    await editor.choose('device', 'tensorrt');
    const [tensorrt, ...others] = await editor.tips();
    await editor.choose('device', 'cuda');
    const rest = await editor.tips();
    await editor.save();

    assert.match(tensorrt!, /rebuilds a detector for each new length of the prompt/);
    assert.deepEqual(rest, others);
  });

  it('downloads now, with progress, until the model is cached', async () => {
    const name = `org/dino-${++count}`;
    const seen = gate();
    addSlow(name, seen.opened);
    const id = await openDialog();
    await editor.fill('model', name);
    await hintSays(/^first message downloads it/);
    await editor.download();
    await hintSays(/^[1-9]\d? % of 400 kB/);
    const canDownloadTwice = await editor.canDownload();
    seen.open();
    await hintSays(/^cached/);
    await editor.click('model');
    const rows = await editor.list();
    await editor.press('Escape');

    assert.equal(canDownloadTwice, false);
    assert.equal(await editor.canDownload(), false);
    assert.match(rows[0]!, new RegExp(`^${name}\\s+cached\\s`));
    assert.equal(await savedModel(id), name);
  });

  it('says in one sentence why a download failed, and allows another try', async () => {
    const name = `org/none-${++count}`;
    await openDialog();
    await editor.fill('model', name);
    await hintSays(/^first message downloads it/);
    await editor.download();
    await hintSays(new RegExp(`The hub does not have ${name} .*404`));
    server.addRepository(name, detectorContent());
    await editor.download();
    await hintSays(/^cached/);
    await editor.save();
  });

  it('shows the download of another model only while that one is chosen', async () => {
    const name = `org/other-${++count}`;
    const seen = gate();
    addSlow(name, seen.opened);
    await openDialog();
    await editor.fill('model', name);
    await hintSays(/^first message downloads it/);
    await editor.download();
    await hintSays(/% of/);
    await editor.fill('model', 'demo');
    const other = await editor.modelHint();
    await editor.fill('model', name);
    await hintSays(/% of/);
    seen.open();
    await hintSays(/^cached/);
    await editor.save();

    assert.match(other, /^built in/);
  });

  it('says that an engine must be deployed before it downloads', async () => {
    const engine = await editor.addConfigNode('vision-engine');
    await openDialog({ model: 'grounding-dino-tiny', engine });
    await hintSays(/719 MB/);
    await editor.download();
    await hintSays(/The engine is not deployed yet: deploy, then download/);
    await editor.save();
  });

  describe('of users with fewer permissions', () => {
    const anonymous = (...permissions: string[]) => ({
      adminAuth: { type: 'credentials', users: [], default: { permissions } },
    });

    it('has no button where they may only read', async () => {
      await open(anonymous('read'));
      await openDialog({ model: 'grounding-dino-tiny' });
      await hintSays(/719 MB/);

      assert.equal(await editor.canDownload(), false);
    });

    it('is a plain field where they may not read the list', async () => {
      await open(anonymous('flows.read', 'nodes.read', 'settings.read', 'plugins.read', 'status.read'));
      const id = await openDialog();
      await editor.click('model');
      await editor.fill('model', '');
      await editor.press(...'edge', 'Enter');

      assert.equal(await editor.isListOpen(), false);
      assert.equal(await editor.modelHint(), '');
      assert.equal(await savedModel(id), 'edge');
    });
  });
});
