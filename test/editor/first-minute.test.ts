import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { changesOf } from '../support/drawn-thumbnail';
import { EditorPage, useChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRedIn } from '../support/node-red-process';
import { installInto, packInto } from '../support/packed-package';
import { until } from '../support/until';

/** Where to write a screenshot of the result, to look at it. */
const SHOT = process.env.FIRST_MINUTE_SHOT;

/** A new user has this much time from the installation to the picture, and this number of steps. */
const [MAX_MS, MAX_ACTIONS] = [180_000, 6];

describe('the first minute', function () {
  this.timeout(400_000);
  const folder = mkdtempSync(join(tmpdir(), 'grounded-sam-first-minute-'));
  let tarball: string;
  const browser = useChromium();
  let running: NodeRedProcess | undefined;
  let editor: EditorPage | undefined;

  before(async () => {
    tarball = packInto(folder, 'dist/src/stale.js');
  });
  after(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('leads from npm install to a picture with masks in the editor, in six actions', async () => {
    const userDir = join(folder, 'data');
    const start = performance.now();
    const page = () => editor!.page;
    const draw = async (): Promise<Locator> => {
      const id = await editor!.evaluate<string>(`RED.nodes.filterNodes({ type: 'mask-render' })[0].id`);
      return page().locator(`[id="${id}"]`);
    };
    const actions: Readonly<Record<string, () => Promise<unknown>>> = {
      'npm install': async () => installInto(userDir, tarball),
      'start Node-RED': async () => (running = await startNodeRedIn(userDir)),
      'open the editor': async () => (editor = await EditorPage.open(browser(), running!.url)),
      'import the example': async () => {
        await page().locator('#red-ui-header-button-sidemenu').click();
        await page().locator('#menu-item-import').click();
        await page().getByRole('link', { name: 'Examples', exact: true }).click();
        const library = page().locator('#red-ui-clipboard-dialog-import-tab-examples');
        const entry = (name: string) => library.getByText(name, { exact: true });
        await entry('@grounded-sam/node-red').click();
        // The first folder "flows" is that of all packages.
        await entry('flows').nth(1).click();
        await entry('1 first look').click();
        await page().locator('#red-ui-clipboard-dialog-ok').click();
        await page().locator('.red-ui-tab:visible', { hasText: 'First look' }).click();
      },
      // The node covers the lower half of the button.
      'press the eye': async () =>
        (await draw()).locator('.grounded-sam-preview-button').click({ position: { x: 15, y: 4 } }),
      deploy: async () => page().locator('#red-ui-header-button-deploy').click(),
    };

    for (const act of Object.values(actions)) await act();
    const image = (await draw()).locator('.grounded-sam-preview image');
    await until(async () => (await image.getAttribute('href').catch(() => null)) !== null);
    const ms = performance.now() - start;

    if (SHOT) await page().screenshot({ path: SHOT });
    assert.ok(Object.keys(actions).length <= MAX_ACTIONS);
    assert.ok(ms < MAX_MS, `${ms} ms`);
    assert.match((await (await draw()).locator('.grounded-sam-preview text').textContent())!, /\b6 found$/);
    const { inside, outside } = await changesOf((await image.getAttribute('href'))!);
    assert.ok(inside > 5 && inside > outside, `changed by ${inside} inside of the boxes, by ${outside} outside`);
  });
});
