import assert from 'node:assert/strict';
import { useChromium } from '../support/editor-page';
import { ReviewPage } from '../support/review-page';
import { type ServedReview, serveBoxes } from '../support/served-review';
import { until } from '../support/until';

describe('the page of the review with two people', function () {
  this.timeout(60_000);

  const browser = useChromium();
  let served: ServedReview | undefined;

  before(async () => {
    served = await serveBoxes(8, { users: ['ann', 'ben'] });
  });
  after(() => served?.stop());

  it('undo and redo say that they replace the change of another person', async () => {
    const [ann, ben] = await Promise.all(served!.urls.map((url) => ReviewPage.open(browser(), url)));
    const file = await ann!.file();
    const [object] = await ann!.objects();
    const open = async (page: ReviewPage): Promise<void> => {
      while ((await page.file()) !== file) {
        await page.press('p');
        await page.saved();
      }
    };
    const leave = async (page: ReviewPage): Promise<void> => {
      for (let images = 0; images < 5; images++) {
        const before = await page.file();
        await page.press('n');
        await until(async () => (await page.file()) !== before);
      }
    };
    const label = async (page: ReviewPage, text: string): Promise<void> => {
      await page.select(object!.id);
      await page.label(text);
      await page.saved();
    };

    await label(ann!, 'mug');
    await leave(ann!);
    assert.equal(await ann!.shownErrors(), '');
    await label(ben!, 'glass');
    assert.match(await ben!.shownErrors(), /^ann changed "glass"/);

    await ann!.press('z');
    await until(async () => (await ann!.file()) === file);
    await until(async () => (await ann!.shownErrors()) !== '');
    assert.match(await ann!.shownErrors(), /^ben changed "cup" at .+, before your change\. Yours is stored\.\s*✕$/);
    await ann!.saved();
    await ann!.page.locator('#errors button').click();

    // Ben did not change the object after this step of Ann.
    await ann!.press('Shift+Z', 'z', 'Shift+Z');
    await ann!.saved();
    assert.equal(await ann!.shownErrors(), '');
    await leave(ann!);
    await open(ben!);
    await label(ben!, 'jar');
    await ann!.press('z');
    await until(async () => /^ben changed "cup"/.test(await ann!.shownErrors()));
    assert.deepEqual([...ann!.errors, ...ben!.errors], []);
  });
});
