import assert from 'node:assert/strict';
import type { CDPSession } from 'playwright-core';
import type { Bbox } from '../../src';
import { useChromium } from '../support/editor-page';
import { ReviewPage } from '../support/review-page';
import { LEFT, RIGHT, type ServedReview, SIDE, serveBoxes } from '../support/served-review';
import { until } from '../support/until';

type Place = readonly [x: number, y: number];

const middleOf = ([x, y, width, height]: Bbox): Place => [x + width / 2, y + height / 2];

describe('the page of the review on a tablet', function () {
  this.timeout(60_000);

  const browser = useChromium();
  let served: ServedReview | undefined;
  let page: ReviewPage;
  let devtools: CDPSession;

  before(async () => {
    served = await serveBoxes(1);
  });
  beforeEach(async () => {
    page = await ReviewPage.open(browser(), served!.urls[0]!, {
      hasTouch: true,
      viewport: { width: 900, height: 1200 },
    });
    devtools = await page.page.context().newCDPSession(page.page);
    await page.press('Escape');
    await isSelected();
  });
  afterEach(async () => {
    assert.deepEqual(page.errors, []);
    await page.page.close();
  });
  after(() => served?.stop());

  it('zooms with two fingers around the place between them', async () => {
    const { x, y } = await page.at(...middleOf(LEFT));
    const edge = await page.at(LEFT[0], LEFT[1]);
    // Outside of the object before, inside of it at twice the size.
    const near: Place = [x + (edge.x - x) * 1.6, y];
    await page.page.touchscreen.tap(...near);
    await isSelected();
    await fingers([
      [x - 30, y],
      [x + 30, y],
    ]);
    await fingers([
      [x - 45, y],
      [x + 45, y],
    ]);
    await fingers([
      [x - 60, y],
      [x + 60, y],
    ]);
    await fingers([]);
    await isSelected();
    await page.page.touchscreen.tap(...near);

    await isSelected(0);
  });

  for (const tool of ['v', 'b', 'i', 'e']) {
    it(`moves the image with two fingers, and changes nothing, with the tool of the key ${tool}`, async () => {
      const before = await page.objects();
      const from = await page.at(...middleOf(LEFT));
      // An image that is fitted in cannot be moved.
      for (let presses = 0; presses < 3; presses++) await page.press('+');
      const zoom = 1.25 ** 3;
      const { x: middleX, y: middleY } = await page.at(SIDE / 2, SIDE / 2);
      const zoomed: Place = [middleX + (from.x - middleX) * zoom, middleY + (from.y - middleY) * zoom];
      await page.press(tool);
      const [start, end] = [middleX - 60, middleX + 60];
      for (const place of [start, middleX, end]) {
        await fingers([
          [place - 40, from.y],
          [place + 40, from.y],
        ]);
      }
      await fingers([]);
      await page.press('v', 'Escape');
      await page.page.touchscreen.tap(zoomed[0] + end - start, zoomed[1]);

      await isSelected(0);
      assert.deepEqual(await page.objects(), before);
    });
  }

  it('draws with a pen', async () => {
    await page.page.touchscreen.tap(...placeOf(await page.at(...middleOf(RIGHT))));
    await isSelected(1);
    await page.press('d');
    const area = async () => (await page.objects()).find(({ id }) => id === 1)!.area;
    const before = await area();
    const { x, y } = await page.at(...middleOf(RIGHT));
    const end = await page.at(RIGHT[0] + RIGHT[2] + 10, RIGHT[1] + 20);
    for (const [type, at] of [
      ['mousePressed', { x, y }],
      ['mouseMoved', { x: end.x, y }],
      ['mouseReleased', { x: end.x, y }],
    ] as const) {
      const pen = { pointerType: 'pen', button: 'left', buttons: 1, force: 0.5, clickCount: 1 } as const;
      await devtools.send('Input.dispatchMouseEvent', { type, ...at, ...pen });
    }
    await until(async () => (await area()) > before);
    await page.press('z');
    await page.saved();
    assert.equal(await area(), before);
  });

  /** Moves fingers to places of the screen; fewer than before: the others leave it. */
  async function fingers(places: readonly Place[]): Promise<void> {
    const touchPoints = places.map(([x, y], id) => ({ x, y, id }));
    const type = places.length === 0 ? 'touchEnd' : isDown ? 'touchMove' : 'touchStart';
    isDown = places.length > 0;
    await devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
  let isDown = false;

  const isSelected = (...ids: readonly number[]): Promise<void> =>
    until(async () => String(await page.selected()) === String(ids));
});

const placeOf = ({ x, y }: { readonly x: number; readonly y: number }): Place => [x, y];
