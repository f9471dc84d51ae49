import assert from 'node:assert/strict';
import type { Route } from 'playwright-core';
import { useChromium } from '../support/editor-page';
import { ReviewPage } from '../support/review-page';
import { type ServedReview, serveBoxes } from '../support/served-review';
import { until } from '../support/until';

describe('the focus of the page of the review', function () {
  this.timeout(60_000);

  const browser = useChromium();
  let served: ServedReview | undefined;
  let page: ReviewPage;

  beforeEach(async () => {
    served = await serveBoxes(4, { names: ['apples', 'bees'] });
    page = await ReviewPage.open(browser(), served.urls[0]!);
  });
  afterEach(async () => {
    assert.deepEqual(page.errors, []);
    await page.page.close();
    await served?.stop();
  });

  const focused = (): Promise<string> => page.page.evaluate('document.activeElement.id');
  const answers = async (): Promise<(string | undefined)[]> =>
    (await page.objects()).map(({ review }) => review?.answer);

  it('is on the image after a choice in a list by the pointer', async () => {
    for (const [list, value] of [
      ['#dataset', { label: 'bees' }],
      ['[name=state]', 'unreviewed'],
      ['[name=order]', 'name'],
      ['#look', 'outlines'],
    ] as const) {
      await page.page.locator(list).dispatchEvent('pointerdown');
      await page.page.locator(list).selectOption(value);
      assert.equal(await focused(), 'stage', list);
    }
    await until(async () => (await page.file()) === 'bees_1.png');
    await page.press('a');
    await page.saved();
    assert.deepEqual(await answers(), ['accepted', undefined]);
    assert.equal(await page.page.locator('[name=state]').inputValue(), 'unreviewed');
  });

  it('stays on a list whose choice keys change', async () => {
    const order = page.page.locator('[name=order]');
    await order.focus();
    for (const value of ['added', 'name']) {
      await page.press('ArrowDown');
      const hasFocus = await order.evaluate((list) => list === document.activeElement);
      assert.deepEqual([await order.inputValue(), hasFocus], [value, true]);
    }
  });

  it('is on the image after a click on a button or box', async () => {
    await page.page.locator('[name=order]').selectOption('name');
    await until(async () => (await page.file()) === 'apples_1.png');
    await page.page.locator('[data-command=reject]').click();
    assert.equal(await focused(), 'stage');
    for (const box of ['#boxes', 'label:has(#boxes)']) {
      await page.page.locator(box).click();
      assert.equal(await focused(), 'stage', box);
    }
    await page.press('d');
    await page.page.locator('#brush-size').click();
    assert.equal(await focused(), 'stage');
    await page.page.locator('#to-report').click();
    await page.page.locator('#report h2').first().waitFor();
    await page.page.locator('#to-review').click();
    await page.page.locator('#stage').waitFor();
    await until(async () => (await focused()) === 'stage');
    await page.press('Enter');
    await until(async () => (await page.file()) === 'apples_2.png');
    await page.press('p');
    await until(async () => (await page.file()) === 'apples_1.png');
    await page.saved();
    assert.deepEqual(await answers(), ['rejected', 'accepted']);
  });

  it('stays on a button and box that keys press', async () => {
    await page.page.locator('[data-command=reject]').focus();
    await page.press('Enter', 'Space');
    assert.match(await page.told(), /^Rejected cup/);
    await page.page.locator('#boxes').focus();
    await page.press('Space');
    assert.equal(await page.page.locator('#boxes').isChecked(), false);
    assert.equal(await focused(), 'boxes');
    await page.saved();
    assert.deepEqual(await answers(), ['rejected', 'rejected']);
  });

  it('may still be on the field of a dialog that was closed just now', async () => {
    const file = await page.file();
    await page.press('l');
    await page.page.locator('#label-text').fill('mug');
    await page.page.evaluate(`(async () => {
      const field = document.getElementById('label-text');
      field.form.requestSubmit();
      await new Promise((resolve) => setTimeout(resolve));
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    })()`);

    await until(async () => (await page.file()) !== file);
    await page.press('p');
    await until(async () => (await page.file()) === file);
    await page.saved();
    assert.deepEqual(await answers(), ['accepted', 'accepted']);
  });

  it('a dataset that was left while it loaded shows nothing any more', async () => {
    const held: Route[] = [];
    const known = await page.page.locator('#dataset').inputValue();
    await page.page.route(
      (url) => url.searchParams.get('dataset') === known,
      (route) => {
        held.push(route);
      },
    );
    await page.page.locator('#thumbnails [role=option]').nth(3).click();
    await until(() => held.length > 0);
    await page.page.locator('#dataset').selectOption({ label: 'bees' });
    await until(async () => (await page.file()).startsWith('bees'));
    const told = await page.told();
    for (const [at, route] of held.entries()) {
      if (at === 0) await route.abort();
      else await route.continue();
    }
    const responses = await Promise.all(held.slice(1).map((route) => route.request().response()));
    await Promise.all(responses.map((response) => response!.finished()));
    await page.page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');

    assert.match(await page.file(), /^bees_/);
    assert.deepEqual([await page.told(), await page.shownErrors()], [told, '']);
    assert.match(await page.page.locator('#list-text').innerText(), /^1 of 4 images/);
  });
});
