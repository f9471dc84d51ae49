import type { CDPSession, Locator, Page } from 'playwright-core';

type Point = readonly [x: number, y: number];

/** What is used in the page. */
interface Browser {
  readonly document: { elementFromPoint(x: number, y: number): { dispatchEvent(event: object): void } };
  readonly PointerEvent: new (type: string, init: object) => object;
  readonly visualViewport: { readonly scale: number };
}

/** Fingers on an element of a page. Positions are shares of the width and height of the element. */
export class Fingers {
  /** On the screen, in pixels, by the number of the finger. */
  private readonly down = new Map<number, Point>();
  private session: CDPSession | undefined;

  constructor(
    private readonly page: Page,
    private readonly element: Locator,
  ) {}

  async press(at: Point, finger = 0): Promise<void> {
    this.down.set(finger, await this.onScreen(at));
    await this.dispatch('touchStart');
  }

  /** Moves a finger in steps, as a hand does. */
  async moveTo(at: Point, finger = 0): Promise<void> {
    const [fromX, fromY] = this.down.get(finger)!;
    const [x, y] = await this.onScreen(at);
    for (const share of [0.25, 0.5, 0.75, 1]) {
      this.down.set(finger, [fromX + (x - fromX) * share, fromY + (y - fromY) * share]);
      await this.dispatch('touchMove');
    }
  }

  async release(finger = 0): Promise<void> {
    this.down.delete(finger);
    await this.dispatch('touchEnd');
  }

  /** The browser or the system takes the fingers for something else, such as a gesture. */
  async cancel(): Promise<void> {
    this.down.clear();
    await this.dispatch('touchCancel');
  }

  async tap(...positions: readonly Point[]): Promise<void> {
    for (const position of positions) {
      await this.press(position);
      await this.release();
    }
  }

  async drag(from: Point, ...to: readonly Point[]): Promise<void> {
    await this.press(from);
    for (const position of to) await this.moveTo(position);
    await this.release();
  }

  /**
   * Presses until the browser opens a menu: while the finger is down, or when it is lifted, as on Windows. Headless Chromium never
   * does, so the event is made here.
   */
  async hold(at: Point, menu: 'down' | 'lifted' = 'down'): Promise<void> {
    await this.press(at);
    const [clientX, clientY] = this.down.get(0)!;
    if (menu === 'lifted') await this.release();
    await this.page.evaluate(
      (init) => {
        const { document, PointerEvent } = globalThis as unknown as Browser;
        document.elementFromPoint(init.clientX, init.clientY).dispatchEvent(new PointerEvent('contextmenu', init));
      },
      { clientX, clientY, pointerType: 'touch', bubbles: true, cancelable: true },
    );
    if (menu === 'down') await this.release();
  }

  /** A position that is some pixels of the screen away from another one. */
  async beside([x, y]: Point, right: number, down = 0): Promise<Point> {
    const { width, height } = (await this.element.boundingBox())!;
    return [x + right / width, y + down / height];
  }

  private async onScreen([x, y]: Point): Promise<Point> {
    const box = (await this.element.boundingBox())!;
    return [box.x + x * box.width, box.y + y * box.height];
  }

  /** By how much two fingers have magnified the page. */
  zoom(): Promise<number> {
    return this.page.evaluate(() => (globalThis as unknown as Browser).visualViewport.scale);
  }

  async resetZoom(): Promise<void> {
    await (await this.cdp()).send('Emulation.setPageScaleFactor', { pageScaleFactor: 1 });
  }

  private async cdp(): Promise<CDPSession> {
    this.session ??= await this.page.context().newCDPSession(this.page);
    return this.session;
  }

  private async dispatch(type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel'): Promise<void> {
    const touchPoints = [...this.down].map(([id, [x, y]]) => ({ id, x, y }));
    await (await this.cdp()).send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}
