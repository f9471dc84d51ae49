import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeUserDir } from '../../scripts/user-dir';
import { adminAuth, logIn } from '../support/admin-auth';
import { useChromium } from '../support/editor-page';
import { correct } from '../support/known-taste';
import { type NodeRedProcess, startNodeRedIn } from '../support/node-red-process';
import { type PlantedImage, writePlantedDataset } from '../support/planted-errors';
import { ReviewPage } from '../support/review-page';
import { freePort } from '../support/servers';
import { until } from '../support/until';

const adminRoot = '/red';
const settings = adminAuth({ ann: '*', reader: ['grounded-sam.read', 'read'] });

describe('the page of the review in a Node-RED with users', function () {
  this.timeout(120_000);

  let folder: string;
  let userDir: string;
  let images: PlantedImage[];
  let nodeRed: NodeRedProcess | undefined;
  const browser = useChromium();
  let start: () => Promise<NodeRedProcess>;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'review-'));
    images = await writePlantedDataset(folder, 3);
    userDir = makeUserDir([{ id: 'flow', type: 'tab', label: 'Flow' }]);
    const port = await freePort();
    start = () => startNodeRedIn(userDir, { settings, adminRoot, port });
    nodeRed = await start();
  });
  after(async () => {
    await nodeRed?.stop();
    for (const path of [folder, userDir]) if (path) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  });

  const url = (): string => `${nodeRed!.url}${adminRoot}/grounded-sam/review`;

  /** A browser in which a user is logged in to the editor. */
  async function pageOf(username: string): Promise<ReviewPage> {
    const { authorization } = await logIn(`${nodeRed!.url}${adminRoot}`, username);
    const tokens = JSON.stringify({ access_token: authorization.replace('Bearer ', '') });
    const page = await ReviewPage.create(browser());
    await page.page.addInitScript(`localStorage.setItem('auth-tokens-red', ${JSON.stringify(tokens)})`);
    await page.page.goto(url());
    return page;
  }

  it('asks a stranger to log in', async () => {
    const page = await ReviewPage.create(browser());
    await page.page.goto(url());
    await until(async () => /Log in first/.test(await page.shownErrors()));

    assert.equal(await page.page.locator('#errors a').getAttribute('href'), `${adminRoot}/`);
    await page.page.close();
  });

  it('a user opens a folder and corrects it, through a kill -9 of Node-RED', async () => {
    const page = await pageOf('ann');
    await page.page.locator('#open-folder').click();
    await page.page.locator('#folder-text').fill(folder);
    await page.press('Enter');
    await page.page.locator('#objects [role=option]').first().waitFor();
    const first = await page.file();
    await correct(page, images.find(({ name }) => first.startsWith(name))!);
    await page.press('z');
    await page.saved();
    await nodeRed!.stop('SIGKILL');
    await page.press('Shift+Z');
    await page.page.locator('#save-state.failed').waitFor();
    nodeRed = await start();
    await page.saved();
    await page.press('n');
    await until(async () => (await page.file()) !== first);
    const second = await page.file();
    await correct(page, images.find(({ name }) => second.startsWith(name))!);

    const answers = (await page.objects()).map(({ review }) => review?.by);
    assert.deepEqual([...new Set(answers)], ['ann']);
    assert.deepEqual(page.errors, []);
    await page.page.close();
  });

  it('a user who may only read changes nothing', async () => {
    const page = await pageOf('reader');
    await page.page.locator('#objects [role=option]').first().waitFor();
    await page.press('a');

    await until(async () => /You may only read/.test(await page.shownErrors()));
    assert.ok(await page.page.locator('#open-folder').isHidden());
    await page.page.close();
  });
});
