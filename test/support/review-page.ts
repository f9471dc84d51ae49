import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { ReviewObject, ReviewPicture } from '../../src/contract/review';
import { fitted } from '../../src/review-page/view';
import { until } from './until';

/** The page of the review in a browser, used as a person uses it. */
export class ReviewPage {
  /** Uncaught errors, and what the browser refused to load or run. */
  readonly errors: string[] = [];
  /** The request of each image that the page has loaded, by its file. */
  private readonly requests = new Map<string, { readonly url: string; readonly headers: Record<string, string> }>();

  private constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) this.errors.push(message.text());
    });
    page.on('response', async (response) => {
      const url = response.url();
      if (!new URL(url).pathname.endsWith('/picture') || !response.ok()) return;
      const { file } = (await response.json()) as ReviewPicture;
      this.requests.set(file.replace(/^.*\//, ''), { url, headers: response.request().headers() });
    });
  }

  static async create(browser: Browser, options: Parameters<Browser['newPage']>[0] = {}): Promise<ReviewPage> {
    return new ReviewPage(await browser.newPage({ viewport: { width: 1400, height: 1000 }, ...options }));
  }

  static async open(
    browser: Browser,
    url: string,
    options: Parameters<Browser['newPage']>[0] = {},
  ): Promise<ReviewPage> {
    const review = await ReviewPage.create(browser, options);
    const { page } = review;
    await page.goto(url);
    await page.locator('#objects [role=option]').first().waitFor();
    return review;
  }

  /** The file of the open image, without its folder, once it is loaded. */
  file(): Promise<string> {
    return this.page.locator('#file[aria-busy=false]').innerText();
  }

  /** The objects of the open image, as the server has them. */
  async objects(): Promise<readonly ReviewObject[]> {
    return (await this.picture()).objects;
  }

  private async picture(): Promise<ReviewPicture> {
    await until(async () => this.requests.has(await this.file()));
    const { url, headers } = this.requests.get(await this.file())!;
    const authorization = headers.authorization && { Authorization: headers.authorization };
    let picture: ReviewPicture | undefined;
    // The server may be starting again.
    await until(async () => {
      const response = await fetch(url, { headers: { ...authorization } }).catch(() => undefined);
      if (response?.ok) picture = (await response.json()) as ReviewPicture;
      return picture !== undefined;
    });
    return picture!;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Selects objects with the keys, the first one alone and the next ones added. */
  async select(...ids: readonly number[]): Promise<void> {
    await this.press('v', 'Escape');
    for (const [at, id] of ids.entries()) {
      const key = at === 0 ? 'j' : 'Shift+J';
      await until(async () => {
        if ((await this.active()) === id) return true;
        await this.page.keyboard.press(key);
        return false;
      });
    }
    // The keys went over the objects between them.
    assert.deepEqual(
      await this.selected(),
      [...ids].sort((a, b) => a - b),
    );
  }

  /** The ids of the selected objects, sorted. */
  async selected(): Promise<number[]> {
    const ids = await this.page
      .locator('#objects [aria-selected=true]')
      .evaluateAll((items) =>
        (items as unknown as { id: string }[]).map(({ id }) => Number(id.replace('object-', ''))),
      );
    return ids.sort((a, b) => a - b);
  }

  private async active(): Promise<number> {
    const id = await this.page.locator('#objects').getAttribute('aria-activedescendant');
    return Number(id?.replace('object-', ''));
  }

  async label(text: string): Promise<void> {
    await this.press('l');
    await this.page.locator('#label-text').fill(text);
    await this.press('Enter');
    await this.page.locator('#label-dialog').waitFor({ state: 'hidden' });
  }

  /** Waits until the server has stored all changes. */
  async saved(): Promise<void> {
    await this.page.locator('#save-state.saved').waitFor();
  }

  /** The point of the screen at a point of the open image. The image must be fitted in. */
  async at(x: number, y: number): Promise<{ x: number; y: number }> {
    const box = (await this.page.locator('#stage').boundingBox())!;
    const view = fitted(await this.picture(), box);
    return { x: box.x + view.x + x * view.scale, y: box.y + view.y + y * view.scale };
  }

  /** The arrow keys that move the cross from the middle of the open image into a box. */
  async keysTo([x, y, width, height]: ReviewObject['bbox']): Promise<string[]> {
    const { width: columns, height: rows } = await this.picture();
    const [from, to] = [await this.at(columns / 2, rows / 2), await this.at(x + width / 2, y + height / 2)];
    const keys = (by: number, less: string, more: string): string[] =>
      Array<string>(Math.round(Math.abs(by) / 16)).fill(by < 0 ? less : more);
    return [...keys(to.x - from.x, 'ArrowLeft', 'ArrowRight'), ...keys(to.y - from.y, 'ArrowUp', 'ArrowDown')];
  }

  /** Presses the mouse at the first point of the open image, and releases it at the last. */
  async drag(...points: readonly (readonly [x: number, y: number])[]): Promise<void> {
    for (const [index, [x, y]] of points.entries()) {
      const at = await this.at(x, y);
      await this.page.mouse.move(at.x, at.y, { steps: 2 });
      if (index === 0) await this.page.mouse.down();
    }
    await this.page.mouse.up();
  }

  /** The message about the last action. */
  told(): Promise<string> {
    return this.page.locator('#told').innerText();
  }

  /** Errors that the page shows. */
  shownErrors(): Promise<string> {
    return this.page.locator('#errors').innerText();
  }
}
