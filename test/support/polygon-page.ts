import type { Page } from 'playwright-core';
import { until } from './until';

type Point = readonly [x: number, y: number];

/** Corners with their shares rounded to 0.02: a pointer on the screen is not exact. */
export const rounded = (points: readonly (readonly number[])[]): number[][] =>
  points.map((point) => point.map((share) => Math.round(share * 50) / 50));

/** The polygon editor of the open dialog. Positions are shares of the width and height of its picture. */
export class PolygonPage {
  constructor(private readonly page: Page) {}

  private get canvas() {
    return this.page.locator('.grounded-sam-canvas');
  }
  private get text() {
    return this.page.locator('.grounded-sam-polygon textarea');
  }

  /** The corners, as the text below the picture has them. */
  async points(): Promise<Point[]> {
    const text = await this.text.inputValue();
    return text === '' ? [] : (JSON.parse(text) as Point[]);
  }

  /** The labels of the corners on the picture. */
  cornerLabels(): Promise<(string | null)[]> {
    return this.page
      .locator('.grounded-sam-corner')
      .evaluateAll((corners) => corners.map((corner) => corner.getAttribute('aria-label')));
  }

  async click(...positions: readonly Point[]): Promise<void> {
    for (const position of positions) {
      await this.moveTo(position);
      await this.page.mouse.down();
      await this.page.mouse.up();
    }
  }

  async rightClick(position: Point): Promise<void> {
    await this.moveTo(position);
    await this.page.mouse.down({ button: 'right' });
    await this.page.mouse.up({ button: 'right' });
  }

  async press(position: Point): Promise<void> {
    await this.moveTo(position);
    await this.page.mouse.down();
  }

  async moveTo([x, y]: Point): Promise<void> {
    await this.canvas.scrollIntoViewIfNeeded();
    const box = (await this.canvas.boundingBox())!;
    await this.page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 3 });
  }

  release(): Promise<void> {
    return this.page.mouse.up();
  }

  async drag(from: Point, to: Point): Promise<void> {
    await this.press(from);
    await this.moveTo(to);
    await this.release();
  }

  /** Moves the keyboard focus to the picture, as Tab does. */
  async focus(): Promise<void> {
    await this.page.locator('.grounded-sam-picture-bar button').focus();
    await this.page.keyboard.press('Tab');
  }

  /** The label of the focused element. */
  focused(): Promise<string | null> {
    return this.page.locator(':focus').getAttribute('aria-label');
  }

  async fillText(text: string): Promise<void> {
    await this.text.fill(text);
  }

  async clickButton(name: string): Promise<void> {
    await this.page.locator('.grounded-sam-polygon').getByRole('button', { name }).click();
  }

  isButtonEnabled(name: string): Promise<boolean> {
    return this.page.locator('.grounded-sam-polygon').getByRole('button', { name }).isEnabled();
  }

  hint(): Promise<string> {
    return this.page.locator('.grounded-sam-polygon-hint').innerText();
  }

  problem(): Promise<string> {
    return this.page.locator('.grounded-sam-polygon-problem').innerText();
  }

  /** Why there is no picture. Empty if there is one. */
  async reason(): Promise<string> {
    const reason = this.page.locator('.grounded-sam-picture-reason');
    return (await reason.isVisible()) ? reason.innerText() : '';
  }

  /** Size of the picture that is shown; `undefined` without a picture. */
  pictureSize(): Promise<Point | undefined> {
    return this.page.locator('.grounded-sam-picture img').evaluate((image) => {
      const { naturalWidth, naturalHeight } = image as unknown as { naturalWidth: number; naturalHeight: number };
      return naturalWidth > 0 ? ([naturalWidth, naturalHeight] as const) : undefined;
    });
  }

  /** Waits for a picture of a size. */
  async shows(width: number, height: number): Promise<void> {
    await until(async () => String(await this.pictureSize()) === `${width},${height}`);
  }

  /** Width divided by height, on the screen. */
  async aspect(): Promise<number> {
    const { width, height } = (await this.canvas.boundingBox())!;
    return width / height;
  }

  cameras(): Promise<string[]> {
    return this.page.locator('.grounded-sam-picture-bar option').allInnerTexts();
  }

  async chooseCamera(name: string): Promise<void> {
    await this.page.locator('.grounded-sam-picture-bar select').selectOption(name);
  }

  /** Opens a picture file of this machine. */
  async openFile(name: string, buffer: Buffer): Promise<void> {
    const mimeType = 'image/png';
    await this.page.locator('.grounded-sam-picture-bar input[type=file]').setInputFiles({ name, mimeType, buffer });
  }
}
