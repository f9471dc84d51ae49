import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import { useChromium } from '../support/editor-page';
import { ReviewPage } from '../support/review-page';
import { type ServedReview, serveBoxes } from '../support/served-review';
import { until } from '../support/until';

/** An image itself, not its thumbnail. */
const isImage = (url: URL): boolean => url.pathname.endsWith('/image') && !url.searchParams.has('side');

describe('the page of the review while an image loads', function () {
  this.timeout(60_000);

  const browser = useChromium();
  let served: ServedReview | undefined;
  let page: ReviewPage;

  beforeEach(async () => {
    served = await serveBoxes(5);
    page = await ReviewPage.create(browser());
  });
  afterEach(async () => {
    assert.deepEqual(page.errors, []);
    await page.page.close();
    await served?.stop();
  });

  const openByName = async (): Promise<void> => {
    await page.page.goto(`${served!.urls[0]}`);
    await page.page.locator('[name=order]').selectOption('name');
    await until(async () => (await page.file()) === 'image_1.png');
    await page.page.locator('#stage').focus();
  };
  const marks = (): Promise<string[]> => page.page.locator('#thumbnails [role=option]').allInnerTexts();
  const isDone = async (): Promise<boolean[]> => (await marks()).map((text) => text.startsWith('✓'));

  it('no key answers an object of another image, and Enter skips none', async () => {
    const held = await holdImages(page.page);
    await page.page.goto(served!.urls[0]!);
    await until(() => held.waiting === 1);
    await page.press('n', 'n', 'a', 'r', 'Enter', 'Enter', '1', 's', 'm', 'j', 'b', 'Space', 'l');
    assert.equal(await page.told(), 'The image is loading.');
    assert.equal(await page.page.locator('#label-dialog').isVisible(), false);
    await held.release();

    await until(async () => (await page.file()) === 'image_3.png');
    await page.saved();
    assert.deepEqual(await isDone(), [false, false, false, false, false]);
    assert.ok((await page.objects()).every(({ review }) => review === undefined));
    assert.equal(await page.shownErrors(), '');
  });

  it('no key answers an object of the image before', async () => {
    await openByName();
    const held = await holdImages(page.page);
    await page.page.locator('#thumbnails [role=option]').nth(3).click();
    await page.page.locator('#file[aria-busy=true]').waitFor();
    assert.equal(await page.page.locator('#file').innerText(), 'image_4.png');
    await page.press('a', 'r', 'Enter', 'Enter', '1');
    assert.equal(await page.told(), 'The image is loading.');
    await held.release();

    await until(async () => (await page.file()) === 'image_4.png');
    await page.saved();
    assert.deepEqual(await marks(), Array(5).fill('2 open, 0.50'));
  });

  it('an image that cannot be loaded takes no answer, and the next one opens', async () => {
    await openByName();
    const folder = served!.folders[0]!;
    const file = (readdirSync(folder, { recursive: true }) as string[]).find((name) => name.endsWith('image_4.png'));
    rmSync(join(folder, file!));
    await page.page.locator('#thumbnails [role=option]').nth(3).click();
    await until(async () => (await page.shownErrors()) !== '');
    await page.press('a', 'Enter', 'x');
    assert.equal(await page.told(), 'The image cannot be loaded.');
    assert.equal(await page.file(), 'image_4.png');
    assert.equal(await page.page.locator('#objects [role=option]').count(), 0);
    await page.press('n');
    await until(async () => (await page.file()) === 'image_5.png');
    await page.saved();
    assert.deepEqual(await isDone(), [false, false, false, false, false]);
  });

  it('a held key answers once', async () => {
    await openByName();
    for (const key of ['a', 'Enter']) {
      for (let repeats = 0; repeats < 4; repeats++) await page.page.keyboard.down(key);
      await page.page.keyboard.up(key);
    }
    await until(async () => (await page.file()) === 'image_2.png');
    await page.page.locator('[data-command=acceptAll]').focus();
    for (let repeats = 0; repeats < 4; repeats++) await page.page.keyboard.down('Enter');
    await page.page.keyboard.up('Enter');
    await until(async () => (await page.file()) === 'image_3.png');
    await page.saved();
    assert.deepEqual(await isDone(), [true, true, false, false, false]);
  });
});

/** Holds back the images that the page requests. */
async function holdImages(page: Page): Promise<{ readonly waiting: number; release(): Promise<void> }> {
  const routes: Route[] = [];
  let isHolding = true;
  await page.route(isImage, async (route) => {
    if (isHolding) routes.push(route);
    else await route.continue();
  });
  return {
    get waiting() {
      return routes.length;
    },
    async release() {
      isHolding = false;
      for (const route of routes) await route.continue();
    },
  };
}
