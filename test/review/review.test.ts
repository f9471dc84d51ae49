import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readDataset } from '../../src';
import { cocoRle } from '../../src/geometry/rle';
import { useChromium } from '../support/editor-page';
import { correct, iou } from '../support/known-taste';
import { maskOf, type PlantedImage, SIDE, writePlantedDataset } from '../support/planted-errors';
import { ReviewPage } from '../support/review-page';
import { type ReviewProcess, startReview } from '../support/review-server';
import { freePort } from '../support/servers';
import { until } from '../support/until';

/** 50 in the nightly tests. */
const IMAGES = Number(process.env.REVIEWED_IMAGES ?? 12);
/** IoU of a mask that the demo model made for a box with the truth. */
const SEGMENTED = 0.6;

describe('the page of the review', function () {
  this.timeout(120_000 + IMAGES * 10_000);

  let folder: string;
  let port: number;
  let images: PlantedImage[];
  let server: ReviewProcess | undefined;
  const browser = useChromium();

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'review-'));
    images = await writePlantedDataset(folder, IMAGES);
    port = await freePort();
    server = await startReview(folder, port);
  });
  after(async () => {
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  const planted = (file: string): PlantedImage => images.find(({ name }) => file.startsWith(name))!;

  it('two people with keys and clicks make the dataset equal to the truth, through a kill -9 of the server', async () => {
    const people = await Promise.all([
      ReviewPage.open(browser(), server!.url),
      ReviewPage.open(browser(), server!.url),
    ]);
    const done = new Set<string>();
    let isKilled = false;

    await Promise.all(
      people.map(async (page) => {
        for (let visited = 0; visited < IMAGES; visited++) {
          const file = await page.file();
          if (!done.has(file)) {
            done.add(file);
            await correct(page, planted(file));
          }
          if (visited === IMAGES - 1) break;
          await page.press('n');
          await until(async () => (await page.file()) !== file);
          if (isKilled || done.size < IMAGES / 2) continue;
          isKilled = true;
          await server!.stop('SIGKILL');
          server = await startReview(folder, port);
        }
        await page.saved();
        assert.deepEqual(page.errors, []);
      }),
    );

    assert.equal(done.size, IMAGES);
    await people[0].page.close();
    await people[1].page.close();
    await server!.stop();
    await isTrue();
    server = await startReview(folder, port);
  });

  describe('with one open image', function () {
    this.timeout(60_000);

    let page: ReviewPage;

    beforeEach(async () => {
      page = await ReviewPage.open(browser(), server!.url);
    });
    afterEach(async () => {
      assert.deepEqual(page.errors, []);
      await page.page.close();
    });

    it('undo and redo bring back an object as it was', async () => {
      const [before] = await page.objects();
      await page.select(before!.id);
      await page.label('a new class');
      await page.press('z');
      await page.saved();
      const undone = (await page.objects())[0]!;
      await page.press('Shift+Z');
      await page.saved();
      const redone = (await page.objects())[0]!;
      await page.press('z');
      await page.saved();

      assert.deepEqual(
        [undone.label, undone.review?.answer, redone.label],
        [before!.label, before!.review?.answer, 'a new class'],
      );
      assert.match(await page.told(), /^Undone: Labelled /);
    });

    it('points and boxes are set by keys alone, and undone', async () => {
      const known = await page.objects();
      const before = known.find(({ review }) => review?.answer !== 'rejected')!;
      await page.select(before.id);
      await page.press('i', 'ArrowUp', 'Shift+ArrowLeft', ...(await page.keysTo(before.bbox)), 'Space');
      await until(async () => (await page.told()).startsWith('Corrected the mask'));
      await page.saved();
      const corrected = (await page.objects()).find(({ id }) => id === before.id)!;
      await page.press(
        'z',
        'b',
        'Space',
        ...Array<string>(6).fill('ArrowDown'),
        ...Array<string>(6).fill('ArrowRight'),
        'Space',
      );
      await until(async () => (await page.told()).startsWith('Added'));
      await page.saved();
      const added = (await page.objects()).length;
      await page.press('z', 'Escape');
      await page.saved();

      assert.notEqual(corrected.rle, before.rle);
      assert.equal(added, known.length + 1);
      assert.deepEqual(
        (await page.objects()).map(({ id, rle }) => ({ id, rle })),
        known.map(({ id, rle }) => ({ id, rle })),
      );
    });

    it('a right click is outside of the object, and a click picks the object below it', async () => {
      const object = (await page.objects()).find(({ review }) => review?.answer !== 'rejected')!;
      const [x, y] = object.bbox;
      const mask = maskOf(object.rle!);
      const pixel = mask.data.indexOf(1);
      const inside = await page.at(
        mask.left + (pixel % mask.width) + 0.5,
        mask.top + Math.floor(pixel / mask.width) + 0.5,
      );
      await page.press('Escape');
      await page.page.mouse.click(inside.x, inside.y);
      await until(async () => (await page.selected()).length === 1);
      await page.press('i');
      const corner = await page.at(x + 1, y + 1);
      await page.page.mouse.click(corner.x, corner.y, { button: 'right' });
      await until(async () => /Corrected the mask|No object was found/.test(await page.told()));
      await page.saved();
      await page.press('z');
      await page.saved();
    });

    it('a finger selects an object', async () => {
      const phone = await ReviewPage.open(browser(), server!.url, {
        hasTouch: true,
        viewport: { width: 420, height: 900 },
      });
      const object = (await phone.objects()).find(({ review }) => review?.answer !== 'rejected')!;
      const { left, top, width, data } = maskOf(object.rle!);
      const pixel = data.indexOf(1);
      const inside = await phone.at(left + (pixel % width) + 0.5, top + Math.floor(pixel / width) + 0.5);
      await phone.press('Escape');
      await phone.page.touchscreen.tap(inside.x, inside.y);
      await until(async () => (await phone.selected()).length === 1);
      assert.deepEqual(phone.errors, []);
      await phone.page.close();
    });

    it('changes wait for a server that was killed, and none is lost', async () => {
      const [first] = await page.objects();
      await page.select(first!.id);
      await server!.stop('SIGKILL');
      await page.label('one');
      await page.label('two');
      const waiting = /^2 changes not saved: The server does not respond/;
      await until(async () => waiting.test(await page.page.locator('#save-state').innerText()));
      server = await startReview(folder, port);
      await page.saved();
      assert.equal((await page.objects())[0]!.label, 'two');
      assert.deepEqual(await page.shownErrors(), '');
      await page.press('z', 'z');
      await page.saved();
      assert.equal((await page.objects())[0]!.label, first!.label);
    });

    it('a change that replaces that of another person says so', async () => {
      const other = await ReviewPage.open(browser(), server!.url);
      const [object] = await page.objects();
      assert.equal(await other.file(), await page.file());
      await other.select(object!.id);
      await other.label('theirs');
      await other.saved();
      await page.select(object!.id);
      await page.label('ours');
      await page.saved();
      await until(async () =>
        /changed "ours" at .+, before your change\. Yours is stored/.test(await page.shownErrors()),
      );
      await page.press('z');
      await page.saved();
      assert.equal((await page.objects())[0]!.label, object!.label);
      await other.page.close();
    });

    it('no list or button needs the mouse', async () => {
      await page.page.keyboard.press('Tab');
      const reached = new Set<string>();
      for (let tabs = 0; tabs < 60; tabs++) {
        reached.add(
          await page.page.evaluate("document.activeElement?.id || document.activeElement?.dataset.command || ''"),
        );
        await page.page.keyboard.press('Tab');
      }
      for (const id of [
        'dataset',
        'thumbnails',
        'stage',
        'objects',
        'accept',
        'acceptAll',
        'show-keys',
        'look',
        'boxes',
      ])
        assert.ok(reached.has(id), id);
    });

    it('the thresholds and the report are views of the page', async () => {
      await page.page.locator('#to-thresholds').click();
      await page.page.locator('.card').first().waitFor();
      assert.match(await page.page.locator('#prompt').inputValue(), /\w/);
      await page.page.locator('#copy').click();
      await until(async () => (await page.page.locator('#copied').innerText()) !== '');
      await page.page.locator('#to-report').click();
      await page.page.locator('#report h2').first().waitFor();
      await page.page.locator('#to-review').click();
      await page.page.locator('#stage').waitFor();
    });

    it('a filter without images shows none', async () => {
      await page.page.locator('[name=max]').fill('0.01');
      await page.page.locator('[name=max]').press('Enter');
      await until(async () => (await page.file()) === 'No image matches.');
      assert.equal(await page.page.locator('#objects [role=option]').count(), 0);
    });
  });

  /** Compares the annotation files with the truth. */
  async function isTrue(): Promise<void> {
    const { pictures } = await readDataset(folder);
    let compared = 0;
    for await (const { file, detections } of pictures()) {
      const { truth } = planted(basename(file));
      const found = detections.map(({ label, mask }) => ({
        label,
        counts: cocoRle(mask!, { width: SIDE, height: SIDE }).counts,
      }));
      const exact = truth.filter(({ label, counts }) =>
        found.some((one) => one.label === label && one.counts === counts),
      );
      const drawn = truth.filter((one) => !exact.includes(one));
      assert.equal(found.length, truth.length, file);
      assert.ok(drawn.length <= 1, `${file}: ${drawn.map(({ label }) => label).join(', ')}`);
      for (const { label, counts } of drawn) {
        const ious = found.filter((one) => one.label === label).map((one) => iou(maskOf(one.counts), maskOf(counts)));
        assert.ok(Math.max(...ious) >= SEGMENTED, `${file}: ${label} has IoU ${ious.join(', ')}`);
      }
      compared++;
    }
    assert.equal(compared, IMAGES);
  }
});
