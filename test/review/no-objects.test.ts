import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openDataset } from '../../src';
import { launchChromium, skipWithoutChromium } from '../support/editor-page';
import { ReviewPage } from '../support/review-page';
import { type ReviewProcess, startReview } from '../support/review-server';
import { freePort } from '../support/servers';
import { until } from '../support/until';

describe('an image without objects on the page of the review', function () {
  this.timeout(60_000);

  let folder: string;
  let server: ReviewProcess | undefined;
  let browser: Browser | undefined;

  before(async function () {
    skipWithoutChromium(this);
    folder = mkdtempSync(join(tmpdir(), 'review-'));
    const dataset = await openDataset(folder, { format: 'coco', split: { train: 1, val: 0, test: 0 } });
    for (const [name, level] of [
      ['empty_1', 10],
      ['empty_2', 20],
    ] as const) {
      const image = { data: Buffer.alloc(64 * 64 * 3, level), width: 64, height: 64, channels: 3 as const };
      await dataset.add({ image, name }, []);
    }
    await dataset.close();
    server = await startReview(folder, await freePort());
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('is not reviewed until a person confirms it, which can be undone', async () => {
    const page = await ReviewPage.create(browser!);
    await page.page.goto(server!.url);
    await until(async () => (await page.file()) === 'empty_1.png');
    const progress = () => page.page.locator('#progress-text').innerText();
    const thumbnails = () => page.page.locator('#thumbnails [role=option]').allInnerTexts();
    const isProgress = (text: string) => until(async () => (await progress()) === text);

    await isProgress('0 of 2 images, 0 of 0 objects');
    assert.deepEqual(await thumbnails(), ['no objects', 'no objects']);
    await page.press('Enter');
    await until(async () => (await page.file()) === 'empty_2.png');
    assert.equal(await page.told(), 'Confirmed that no object is there. Image 2 of 2: no objects. Enter confirms it.');
    await page.saved();
    await isProgress('1 of 2 images, 0 of 0 objects');
    assert.deepEqual(await thumbnails(), ['✓ 0', 'no objects']);

    await page.press('z');
    await until(async () => (await page.file()) === 'empty_1.png');
    await page.saved();
    await isProgress('0 of 2 images, 0 of 0 objects');
    await page.press('Shift+Z', 'n', 'Enter');
    await page.saved();
    await isProgress('2 of 2 images, 0 of 0 objects');
    assert.deepEqual(page.errors, []);
  });
});
