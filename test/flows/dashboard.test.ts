import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { type FlowNode, makeUserDir, packageFolder } from '../../scripts/user-dir';
import { launchChromium, skipWithoutChromium } from '../support/editor-page';
import { type NodeRedProcess, startNodeRedIn } from '../support/node-red-process';
import { until } from '../support/until';

const NAME = '@flowfuse/node-red-dashboard';
/** 135 MB with its dependencies: too large for every `npm ci`. */
const FOLDER = join(packageFolder, 'node_modules/.cache/dashboard');
const INSTALL = `npm install --prefix node_modules/.cache/dashboard --ignore-scripts ${NAME}`;
/** Where to write a screenshot, to look at it. */
const SHOT = process.env.DASHBOARD_SHOT;

const flow = JSON.parse(readFileSync(join(packageFolder, 'examples/dashboard/dashboard 2.json'), 'utf8')) as FlowNode[];

describe('the example for the dashboard', function () {
  this.timeout(60_000);
  let userDir: string | undefined;
  let running: NodeRedProcess | undefined;
  let browser: Browser | undefined;

  after(async () => {
    await browser?.close();
    await running?.stop();
    if (userDir) rmSync(userDir, { recursive: true, force: true, maxRetries: 3 });
  });

  it('names the package that it needs, and uses no nodes of others', () => {
    const core = ['tab', 'comment', 'inject', 'function', 'change', 'catch', 'debug'];
    const own = ['grounding-dino', 'sam', 'mask-render'];
    const rest = flow.map(({ type }) => type).filter((type) => ![...core, ...own].includes(type));

    assert.ok(rest.length > 0 && rest.every((type) => type.startsWith('ui-')));
    for (const { type, info } of flow) if (type === 'tab' || type === 'comment') assert.ok(String(info).includes(NAME));
  });

  it('shows the image, a table and a chart on its page', async function () {
    const installed = join(FOLDER, 'node_modules', NAME);
    if (!existsSync(installed)) {
      this.test!.title += ` (skipped: ${INSTALL})`;
      return this.skip();
    }
    skipWithoutChromium(this);
    userDir = makeUserDir(flow);
    const link = join(userDir, 'node_modules', NAME);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(installed, link, 'junction');
    running = await startNodeRedIn(userDir);
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(`${running.url}/dashboard/vision`);

    const picture = page.getByAltText('image of the camera');
    await until(
      async () => (await picture.getAttribute('src').catch(() => null))?.startsWith('data:image/jpeg') ?? false,
    );
    const rows = page.locator('.nrdb-ui-table tbody tr');
    await until(async () => (await rows.count()) === 4);
    await page.locator('.nrdb-ui-chart canvas, .nrdb-ui-chart svg').first().waitFor();
    if (SHOT) {
      await page.waitForTimeout(8000);
      await page.screenshot({ path: SHOT });
    }

    const cells = (await rows.allInnerTexts()).join(' ');
    for (const label of ['red circle', 'blue square', 'green cross', 'purple ring']) assert.ok(cells.includes(label));
  });
});
