import assert from 'node:assert/strict';
import type { Detection } from '../../src';
import { random } from '../../src/dataset/review/random';
import { parsePrompt } from '../../src/models/grounding-dino/prompt';
import { useChromium } from '../support/editor-page';
import { ReviewPage } from '../support/review-page';
import { type ServedReview, serveBoxes } from '../support/served-review';
import { until } from '../support/until';

/** 50 in the nightly tests. */
const IMAGES = Number(process.env.REVIEWED_IMAGES ?? 25);
const OBJECTS = 8;
const PROMPT = 'cup. glass => cup @ 0.3. bottle';
/** With this threshold everything was detected. */
const USED = 0.3;
/** The threshold of each class above which a detection is right, as the person sees it. */
const TASTE = { cup: 0.62, bottle: 0.44 } as const;
/** The share of detections that are an exception. */
const EXCEPTIONS = 0.06;

type Label = keyof typeof TASTE;
const labels = Object.keys(TASTE) as Label[];

interface Judged {
  readonly label: Label;
  readonly score: number;
  /** `undefined`: a wrong detection. */
  readonly truth: Label | undefined;
}

describe('the thresholds on the page of the review', function () {
  this.timeout(180_000);

  const browser = useChromium();
  let served: ServedReview | undefined;
  /** By file. */
  const images = new Map<string, readonly Judged[]>();

  before(async () => {
    const next = random(20);
    served = await serveBoxes(IMAGES, {
      objects(number) {
        const objects = Array.from({ length: OBJECTS }, () => judged(next));
        images.set(`image_${number}.png`, objects);
        return objects.map(detection);
      },
      provenance: { detector: { model: 'demo', dtype: 'fp32', device: 'cpu', prompt: PROMPT, threshold: USED } },
    });
  });
  after(() => served?.stop());

  it('are within 0.02 of the taste of the person who answered, and have the best F1', async () => {
    const page = await ReviewPage.open(browser(), served!.urls[0]!, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    for (let reviewed = 0; reviewed < IMAGES; reviewed++) {
      const file = await page.file();
      await answer(page, images.get(file)!);
      await page.press('Enter');
      await until(async () => reviewed === IMAGES - 1 || (await page.file()) !== file);
    }
    await page.saved();
    await page.page.locator('#to-thresholds').click();
    await page.page.locator('.card').first().waitFor();
    await page.page.locator('#copy').click();
    await until(async () => (await page.page.locator('#copied').innerText()) === 'Copied.');
    const prompt = String(await page.page.evaluate('navigator.clipboard.readText()'));

    const learned = new Map(parsePrompt('prompt', prompt).map(({ label, threshold }) => [label, threshold]));
    assert.match(prompt, /^cup @ [\d.]+\. glass => cup @ [\d.]+\. bottle @ [\d.]+$/);
    for (const label of labels) {
      const threshold = learned.get(label)!;
      assert.ok(Math.abs(threshold - TASTE[label]) <= 0.02, `${label}: ${threshold}`);
      assert.ok(f1(label, threshold) >= bestF1(label) - 1e-12, `${label}: ${f1(label, threshold)}, ${bestF1(label)}`);
    }
    assert.deepEqual(page.errors, []);
    await page.page.close();
  });

  /** Rejects and relabels what is wrong, with keys. */
  async function answer(page: ReviewPage, objects: readonly Judged[]): Promise<void> {
    const shown = await page.objects();
    for (const [at, { label, truth }] of objects.entries()) {
      if (truth === label) continue;
      await page.select(shown[at]!.id);
      if (truth === undefined) await page.press('r');
      else await page.label(truth);
    }
  }

  /** F1 of the detections of a class whose score exceeds a threshold, counted from the truth. */
  function f1(label: Label, threshold: number): number {
    const all = [...images.values()].flat();
    const kept = all.filter((one) => one.label === label && one.score > threshold);
    const right = kept.filter(({ truth }) => truth === label).length;
    const objects = all.filter(({ truth }) => truth === label).length;
    return (2 * right) / (kept.length + objects);
  }

  function bestF1(label: Label): number {
    const grid = Array.from({ length: (1 - USED) * 10_000 }, (_, step) => f1(label, USED + step / 10_000));
    return Math.max(...grid);
  }
});

function judged(next: () => number): Judged {
  const label = labels[Math.floor(next() * 2)]!;
  const other = labels.find((one) => one !== label)!;
  const score = USED + 0.001 + next() * (0.98 - USED);
  const isRight = score > TASTE[label] !== next() < EXCEPTIONS;
  return { label, score, truth: isRight ? label : next() < 0.1 ? other : undefined };
}

const detection = ({ label, score }: Judged, at: number): Detection => ({
  ...{ label, score },
  bbox: [(at % 4) * 25 + 2, Math.floor(at / 4) * 50 + 2, 20, 40],
});
