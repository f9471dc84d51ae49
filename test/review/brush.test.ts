import assert from 'node:assert/strict';
import { useChromium } from '../support/editor-page';
import { ReviewPage } from '../support/review-page';
import { LEFT, RIGHT, type ServedReview, serveBoxes } from '../support/served-review';

describe('the brush of the page of the review', function () {
  this.timeout(60_000);

  const browser = useChromium();
  let served: ServedReview | undefined;

  before(async () => {
    served = await serveBoxes(1);
  });
  after(() => served?.stop());

  it('changes nothing where no pixel changes', async () => {
    const page = await ReviewPage.open(browser(), served!.urls[0]!);
    const [left] = await page.objects();
    await page.select(left!.id);
    const outside: readonly [number, number] = [RIGHT[0] + 10, RIGHT[1] + 20];
    const inside: readonly [number, number] = [LEFT[0] + 10, LEFT[1] + 20];
    await page.press('e');
    await page.drag(outside, [outside[0] + 2, outside[1]]);
    assert.equal(await page.told(), 'No pixel of the mask changed.');
    await page.press('d');
    await page.drag(inside, [inside[0] + 2, inside[1]]);
    assert.equal(await page.told(), 'No pixel of the mask changed.');
    await page.saved();
    assert.ok((await page.objects()).every(({ review, rle }) => review === undefined && rle === undefined));

    await page.press('e');
    await page.drag(inside, [inside[0] + 2, inside[1]]);
    await page.saved();
    const [erased] = await page.objects();
    assert.equal(erased!.review?.answer, 'accepted');
    assert.ok(erased!.area < left!.area);
    assert.deepEqual(page.errors, []);
    await page.page.close();
  });
});
