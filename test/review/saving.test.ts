import assert from 'node:assert/strict';
import { useChromium } from '../support/editor-page';
import { ReviewPage } from '../support/review-page';
import { type ServedReview, serveBoxes } from '../support/served-review';
import { until } from '../support/until';

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

describe('changes that the server of the review does not store', function () {
  this.timeout(60_000);

  const browser = useChromium();
  let served: ServedReview | undefined;
  let page: ReviewPage;
  let refusal: Refusal | undefined;
  let requests = 0;

  beforeEach(async () => {
    served = await serveBoxes(2);
    page = await ReviewPage.open(browser(), served.urls[0]!);
    requests = 0;
    refusal = undefined;
    await page.page.route('**/change', async (route) => {
      requests++;
      if (refusal === undefined) return route.continue();
      const { status, ...json } = refusal;
      return route.fulfill({ status, json });
    });
  });
  afterEach(async () => {
    assert.deepEqual(page.errors, []);
    await page.page.close();
    await served?.stop();
  });

  const isShown = (text: RegExp) => until(async () => text.test(await page.page.locator('#save-state').innerText()));
  const answers = async (): Promise<(string | undefined)[]> =>
    (await page.objects()).map(({ review }) => review?.answer);

  for (const given of [
    { status: 500, code: 'INTERNAL_ERROR', message: 'The disk is full' },
    { status: 400, code: 'BAD_DATASET', message: 'The dataset is in use by process 7' },
  ]) {
    it(`are sent again: ${given.message}`, async () => {
      refusal = given;
      await page.press('a');
      await isShown(new RegExp(`^1 change not saved: ${given.message}`));
      await page.page.locator('#discard').waitFor();
      await page.press('r');
      await until(() => requests > 1);
      refusal = undefined;
      await page.saved();

      assert.deepEqual(await answers(), ['accepted', 'rejected']);
    });
  }

  it('are not undone once they were given up', async () => {
    await page.press('a');
    await page.saved();
    refusal = { status: 400, code: 'INVALID_INPUT', message: 'put.label must be a text' };
    await page.press('r');
    await isShown(/^1 change not saved: put.label/);
    refusal = undefined;
    await page.page.locator('#discard').click();
    await page.saved();
    assert.deepEqual(await answers(), ['accepted', undefined]);

    await page.press('z');
    await until(async () => (await page.told()) === 'Undone: Accepted cup.');
    await page.saved();
    assert.deepEqual(await answers(), [undefined, undefined]);
    await page.press('z');
    await until(async () => (await page.told()) === 'Nothing to undo.');
  });
});
