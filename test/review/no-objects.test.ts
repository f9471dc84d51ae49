import assert from 'node:assert/strict';
import { useChromium } from '../support/editor-page';
import { ReviewPage } from '../support/review-page';
import { type ServedReview, serveBoxes } from '../support/served-review';
import { until } from '../support/until';

describe('an image without objects on the page of the review', function () {
  this.timeout(60_000);

  const browser = useChromium();
  let served: ServedReview | undefined;

  before(async () => {
    served = await serveBoxes(2, { objects: () => [] });
  });
  after(() => served?.stop());

  it('is not reviewed until a person confirms it, which can be undone', async () => {
    const page = await ReviewPage.create(browser());
    await page.page.goto(served!.urls[0]!);
    await until(async () => (await page.file()) === 'image_1.png');
    const progress = () => page.page.locator('#progress-text').innerText();
    const thumbnails = () => page.page.locator('#thumbnails [role=option]').allInnerTexts();
    const isProgress = (text: string) => until(async () => (await progress()) === text);

    await isProgress('0 of 2 images, 0 of 0 objects');
    assert.deepEqual(await thumbnails(), ['no objects', 'no objects']);
    await page.press('Enter');
    await until(async () => (await page.file()) === 'image_2.png');
    assert.equal(await page.told(), 'Confirmed that no object is there. Image 2 of 2: no objects. Enter confirms it.');
    await page.saved();
    await isProgress('1 of 2 images, 0 of 0 objects');
    assert.deepEqual(await thumbnails(), ['✓ 0', 'no objects']);

    await page.press('z');
    await until(async () => (await page.file()) === 'image_1.png');
    await page.saved();
    await isProgress('0 of 2 images, 0 of 0 objects');
    await page.press('Shift+Z', 'n', 'Enter');
    await page.saved();
    await isProgress('2 of 2 images, 0 of 0 objects');
    assert.deepEqual(page.errors, []);
  });
});
