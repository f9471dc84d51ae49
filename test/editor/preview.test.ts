import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession } from 'playwright-core';
import sharp from 'sharp';
import { adminAuth, logIn } from '../support/admin-auth';
import { cameraFlow, sendFromCamera } from '../support/camera-flow';
import { EditorPage, useChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRed } from '../support/node-red-process';
import { scene } from '../support/scenes';
import { until } from '../support/until';

/** The variables of a dark theme that previews use. */
const DARK = `:root {
  --red-ui-primary-background: #222; --red-ui-secondary-background: #2b2b2b; --red-ui-view-background: #1e1e1e;
  --red-ui-primary-text-color: #ddd; --red-ui-secondary-text-color: #bbb; --red-ui-primary-border-color: #555;
  --red-ui-secondary-border-color: #444; --red-ui-secondary-background-disabled: #181818; --red-ui-node-border: #777;
  --red-ui-list-item-background-hover: #3a3a3a; --red-ui-node-background-placeholder: #444;
  --red-ui-workspace-button-background: #333; --red-ui-workspace-button-color: #ccc; }`;

/** A folder for screenshots, to look at. */
const SHOTS = process.env.PREVIEW_SHOTS;

const node = (id: string, type: string, x: number, to: string, rest: object = {}) => ({
  ...{ id, type, z: 'flow', x, y: 160, busy: 'queue', wires: type === 'mask-render' ? [[]] : [[to], []] },
  ...rest,
});

const flow = (prompt: string) => [
  { id: 'flow', type: 'tab', label: 'Flow' },
  { id: 'other', type: 'tab', label: 'Other' },
  ...cameraFlow('gate').map((one, index) => ({ ...one, x: 150 + 250 * index, y: 60 })),
  node('gate', 'motion-gate', 150, 'find', { wires: [['find'], ['find']] }),
  node('find', 'grounding-dino', 340, 'zones', { model: 'demo', prompt, wires: [['zones']] }),
  node('zones', 'vision-zones', 560, 'draw', {
    zones: [
      {
        name: 'corner',
        points: [
          [0.1, 0.1],
          [0.9, 0.1],
          [0.5, 0.8],
        ],
      },
      { name: 'gate', kind: 'line', points: '0.1,0.9,0.9,0.9' },
      { name: 'elsewhere', camera: 'yard', points: '0.1,0.9,0.9,0.9,0.5,0.5' },
    ],
  }),
  node('draw', 'mask-render', 800, '', { styles: ['box', 'label'] }),
  node('far', 'motion-gate', 300, '', { y: 2500, wires: [[], []] }),
];

/** Counts the bytes that a page sends and receives for previews, with headers. */
async function countBytes(page: EditorPage): Promise<{ requests(): number; bytes(): number; reset(): void }> {
  const session: CDPSession = await page.page.context().newCDPSession(page.page);
  await session.send('Network.enable');
  const previews = new Set<string>();
  let [requests, bytes] = [0, 0];
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (!request.url.includes('/grounded-sam/previews')) return;
    previews.add(requestId);
    requests++;
    bytes += JSON.stringify(request.headers).length + (request.postData?.length ?? 0);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (previews.delete(requestId)) bytes += encodedDataLength;
  });
  return {
    requests: () => requests,
    bytes: () => bytes,
    reset: () => {
      [requests, bytes] = [0, 0];
    },
  };
}

/** The node keeps its images from now on. */
const isLookedAt = (editor: EditorPage, id: string): Promise<unknown> =>
  editor.page.waitForResponse(
    (response) =>
      response.url().endsWith('/grounded-sam/previews') && (response.request().postData() ?? '').includes(`"${id}"`),
  );

describe('previews under nodes', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess | undefined;
  const browser = useChromium();
  let editor: EditorPage;

  before(async () => {
    nodeRed = await startNodeRed(flow(scene(1).objects[0]!.label));
  });
  after(async () => {
    await nodeRed?.stop();
  });
  beforeEach(async () => {
    editor = await EditorPage.open(browser(), nodeRed!.url);
    editor.page.setDefaultTimeout(5000);
  });
  afterEach(async () => {
    assert.deepEqual(editor.errors, []);
    await editor.close();
  });

  const preview = (id: string) => editor.page.locator(`[id="${id}"] .grounded-sam-preview`);
  const button = (id: string) => editor.page.locator(`[id="${id}"] .grounded-sam-preview-button`);
  const href = (id: string) => preview(id).locator('image').getAttribute('href');
  const text = (id: string) => preview(id).locator('text').textContent();
  const send = (image: Buffer) => sendFromCamera(nodeRed!.url, 'door', image);
  const shown = async (id: string): Promise<void> => until(async () => (await href(id)) !== null);
  async function shoot(name: string): Promise<void> {
    if (!SHOTS) return;
    mkdirSync(SHOTS, { recursive: true });
    await editor.page.screenshot({ path: join(SHOTS, `${name}.png`) });
    await editor.page.addStyleTag({ content: DARK });
    await editor.page.setViewportSize({ width: 1024, height: 700 });
    await editor.page.screenshot({ path: join(SHOTS, `${name}-dark-1024.png`) });
  }

  it('are off until a click on the button of the node, and off again after another one', async () => {
    const before = await preview('gate').count();
    await button('gate').click();
    await until(async () => (await text('gate')) === 'waiting for an image');
    await isLookedAt(editor, 'gate');
    await send(scene(1).image);
    await shown('gate');
    const caption = await text('gate');
    await button('gate').click();
    await until(async () => (await preview('gate').count()) === 0);

    assert.equal(before, 0);
    assert.match(caption!, /^door, \d+ found$/);
  });

  it('show the last image of each node', async () => {
    for (const id of ['gate', 'zones', 'draw']) await button(id).click();
    for (const id of ['gate', 'zones', 'draw']) await isLookedAt(editor, id);
    await send(scene(1).image);
    for (const id of ['gate', 'zones', 'draw']) await shown(id);
    const { width, height, format } = await sharp(
      Buffer.from((await href('draw'))!.split(',')[1]!, 'base64'),
    ).metadata();
    await shoot('thumbnails');

    assert.deepEqual([format, width, height], ['jpeg', 320, 320]);
    for (const id of ['gate', 'zones', 'draw']) await button(id).click();
  });

  it('change neither the flow nor a setting', async () => {
    const before = await editor.settings('gate');
    await button('gate').click();
    await until(async () => (await preview('gate').count()) === 1);

    assert.deepEqual(await editor.settings('gate'), before);
    assert.equal(await editor.evaluate('RED.nodes.dirty()'), false);
    assert.equal(await editor.evaluate(`!!RED.nodes.node('gate').changed`), false);
    await button('gate').click();
  });

  it('stay on in this browser, and are not asked for while their flow is not shown', async () => {
    await button('gate').click();
    await until(async () => (await preview('gate').count()) === 1);
    await editor.reload();
    const afterReload = await preview('gate').count();
    const traffic = await countBytes(editor);
    await editor.evaluate(`RED.workspaces.show('other')`);
    await sleep(700);
    traffic.reset();
    await sleep(1200);
    const onOther = traffic.requests();
    await editor.evaluate(`RED.workspaces.show('flow')`);
    await until(() => traffic.requests() > 1);

    assert.deepEqual([afterReload, onOther], [1, 0]);
    await button('gate').click();
  });

  it('are not asked for while the browser tab is hidden, or while they are off or out of view', async () => {
    const traffic = await countBytes(editor);
    await editor.evaluate(`RED.view.reveal('far')`);
    await button('far').click();
    await until(() => traffic.requests() > 0);
    await editor.evaluate(`Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })`);
    await sleep(700);
    traffic.reset();
    await sleep(1200);
    const whileHidden = traffic.requests();
    await editor.evaluate(`delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))`);
    await until(() => traffic.requests() > 0);
    await editor.evaluate(`$('#red-ui-workspace-chart').scrollTop(0)`);
    await sleep(700);
    traffic.reset();
    await sleep(1200);
    const outOfView = traffic.requests();
    await editor.evaluate(`RED.view.reveal('far')`);
    await until(() => traffic.requests() > 0);
    await button('far').click();
    await sleep(700);
    traffic.reset();
    await sleep(1200);

    assert.deepEqual([whileHidden, outOfView, traffic.requests()], [0, 0, 0]);
  });

  it('take less than 100 kB per second and node, two requests per second and no more', async () => {
    const noise = await Promise.all(
      [1, 2, 3, 4].map((seed) => {
        const pixels = Buffer.alloc(320 * 320 * 3);
        for (let at = 0; at < pixels.length; at++) pixels[at] = (Math.imul(at + seed, 2_654_435_761) >>> 13) & 255;
        return sharp(pixels, { raw: { width: 320, height: 320, channels: 3 } })
          .png()
          .toBuffer();
      }),
    );
    await button('gate').click();
    let isSending = true;
    const sending = (async () => {
      for (let count = 0; isSending; count++) {
        await send(noise[count % noise.length]!);
        await sleep(100);
      }
    })();
    await shown('gate');
    const traffic = await countBytes(editor);
    const start = performance.now();
    await sleep(6000);
    const seconds = (performance.now() - start) / 1000;
    const [requests, bytes] = [traffic.requests(), traffic.bytes()];
    isSending = false;
    await sending;
    await button('gate').click();

    assert.ok(requests / seconds <= 2.2 && requests > 3, `${requests} requests in ${seconds} s`);
    assert.ok(bytes / seconds < 100_000, `${bytes / seconds} bytes per second`);
    assert.ok(bytes / seconds > 10_000, `${bytes / seconds} bytes per second`);
  });

  it('say that a node must be deployed', async () => {
    await editor.importNode({ id: 'fresh', type: 'mask-render' });
    await editor.evaluate(`RED.view.redraw(true); RED.view.reveal('fresh')`);
    await button('fresh').click();

    await until(async () => (await text('fresh')) === 'deploy to see images');
    await button('fresh').click();
  });

  describe('in large', () => {
    const dialog = () => editor.page.locator('dialog.grounded-sam-window');
    const boxes = () => dialog().locator('.grounded-sam-boxes rect');
    const rows = async (): Promise<string[][]> => {
      const cells = await dialog().locator('tr').all();
      return Promise.all(cells.map((row) => row.locator('td, th').allTextContents()));
    };

    /** Turns the preview on, sends an image and clicks on its thumbnail. */
    async function open(id: string): Promise<void> {
      await button(id).click();
      await isLookedAt(editor, id);
      await send(scene(1).image);
      await shown(id);
      await preview(id).click();
      await dialog().locator('img[src]').waitFor();
    }
    const close = async (id: string): Promise<void> => {
      await dialog().getByLabel('Close').click();
      await dialog().waitFor({ state: 'detached' });
      await button(id).click();
    };

    it('have boxes over the image, and labels and scores in a table', async () => {
      await open('zones');
      // Images of earlier tests may still arrive.
      await until(async () => {
        await dialog().getByLabel('Show the last image').click();
        return (await boxes().count()) > 0;
      });
      const [header, first] = await rows();
      const isShown = await boxes().first().isVisible();
      const places: { readonly x: number; readonly width: number }[] = [];
      // An image that arrives replaces the boxes.
      await until(async () => {
        const place = await boxes().first().boundingBox();
        if (place) places.push(place);
        return place !== null;
      });
      const frame = await dialog().locator('.grounded-sam-picture').boundingBox();
      await shoot('large');
      await dialog().getByLabel('Boxes').click();
      const isHidden = !(await boxes().first().isVisible());
      const values = first![3]!.split(', ').map(Number);
      await close('zones');

      assert.deepEqual(header, ['No.', 'Label', 'Score', 'x, y, width, height']);
      assert.equal(first![1]!.trim(), scene(1).objects[0]!.label);
      assert.match(first![2]!, /^\d+ %$/);
      assert.ok(isShown && isHidden);
      const scale = frame!.width / 320;
      const { x, width } = places[0]!;
      assert.ok(Math.abs(x - frame!.x - values[0]! * scale) < 4, 'at its place in the image');
      assert.ok(Math.abs(width - values[2]! * scale) < 8, 'with its size');
    });

    it('have the zones and lines of the camera', async () => {
      await open('zones');
      const shapes = dialog().locator('.grounded-sam-boxes');
      await until(async () => {
        await dialog().getByLabel('Show the last image').click();
        return (await shapes.locator('text').count()) > 0;
      });
      const names = await shapes.locator('text').allTextContents();
      const corners = await shapes.locator('polygon').getAttribute('points');
      const line = await shapes.locator('polyline').getAttribute('points');
      await shoot('large-zones');
      await close('zones');

      assert.deepEqual(names, ['corner', 'gate']);
      assert.deepEqual(corners!.split(/[ ,]/).map(Number).map(Math.round), [32, 32, 288, 32, 160, 256]);
      assert.equal(line!.split(' ').length, 2);
    });

    it('can be zoomed with buttons and the wheel, and fitted in again', async () => {
      const width = async (): Promise<number> => (await dialog().locator('.grounded-sam-picture').boundingBox())!.width;
      await open('draw');
      const fitted = await width();
      await dialog().getByLabel('Zoom in').click();
      const zoomed = await width();
      const pane = (await dialog().locator('.grounded-sam-zoom').boundingBox())!;
      const pointer = { x: pane.x + pane.width * 0.4, y: pane.y + pane.height * 0.7 };
      /** The point of the image under the mouse, as shares of the image. */
      const pointed = async (): Promise<number[]> => {
        const { x, y, width, height } = (await dialog().locator('.grounded-sam-picture').boundingBox())!;
        return [(pointer.x - x) / width, (pointer.y - y) / height];
      };
      await editor.page.mouse.move(pointer.x, pointer.y);
      const before = await pointed();
      await editor.page.mouse.wheel(0, -300);
      await until(async () => (await width()) > zoomed * 1.3);
      const after = await pointed();
      await shoot('large-zoomed');
      await dialog().getByLabel('Show the complete image').click();
      const again = await width();
      await close('draw');

      assert.ok(Math.abs(zoomed / fitted - 1.5) < 0.02, `${fitted}, ${zoomed}`);
      assert.ok(Math.abs(again - fitted) < 1);
      for (const [axis, share] of before.entries())
        assert.ok(Math.abs(share - after[axis]!) < 0.01, `${before}, ${after}`);
    });

    it('close with Escape, and keep keys from the editor', async () => {
      await open('gate');
      await editor.press('Delete', 'Escape');
      await dialog().waitFor({ state: 'detached' });
      await button('gate').click();

      assert.equal(await editor.evaluate(`RED.nodes.dirty()`), false);
    });

    it('open with the keyboard', async () => {
      await button('gate').focus();
      await editor.press('Enter');
      await isLookedAt(editor, 'gate');
      await send(scene(1).image);
      await shown('gate');
      await preview('gate').focus();
      await editor.press('Enter');
      await dialog().locator('img[src]').waitFor();
      await close('gate');
    });
  });
});

describe('previews of a Node-RED with users', function () {
  this.timeout(60_000);

  let nodeRed: NodeRedProcess | undefined;
  const browser = useChromium();

  before(async () => {
    nodeRed = await startNodeRed(flow('red star'), {
      adminRoot: '/admin',
      settings: adminAuth({
        reader: 'read',
        lister: ['flows', 'nodes', 'settings', 'plugins', 'library', 'status', 'grounded-sam'].map(
          (name) => `${name}.read`,
        ),
      }),
    });
  });
  after(async () => {
    await nodeRed?.stop();
  });

  async function openAs(user: string): Promise<EditorPage> {
    const url = `${nodeRed!.url}/admin`;
    const { authorization } = await logIn(url, user);
    const tokens = { access_token: authorization.replace('Bearer ', ''), expires_in: 604_800, token_type: 'Bearer' };
    const editor = await EditorPage.open(browser(), url, (page) =>
      page.addInitScript(
        `for (const key of ['auth-tokens', 'auth-tokens-admin-', 'auth-tokens-admin']) localStorage.setItem(key, '${JSON.stringify(tokens)}')`,
      ),
    );
    editor.page.setDefaultTimeout(5000);
    return editor;
  }

  it('work below httpAdminRoot for a user who may only read', async () => {
    const editor = await openAs('reader');
    await editor.page.locator('[id="gate"] .grounded-sam-preview-button').click();
    const preview = editor.page.locator('[id="gate"] .grounded-sam-preview');
    await until(async () => (await preview.locator('text').textContent()) === 'waiting for an image');
    await isLookedAt(editor, 'gate');
    await sendFromCamera(nodeRed!.url, 'door', scene(1).image);
    await until(async () => (await preview.locator('image').getAttribute('href')) !== null);
    await editor.close();
  });

  it('have no button for a user without their permission', async () => {
    const editor = await openAs('lister');
    await editor.page.locator('[id="gate"]').waitFor();
    const buttons = await editor.page.locator('.grounded-sam-preview-button').count();
    await editor.close();

    assert.equal(buttons, 0);
  });
});
