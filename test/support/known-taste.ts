import type { ReviewObject } from '../../src/contract/review';
import { areaOf, boundsOf, type PixelMask } from '../../src/review-page/pixel-mask';
import { intersection, maskOf, type PlantedImage, type TrueObject } from './planted-errors';
import type { ReviewPage } from './review-page';
import { until } from './until';

const SAME = 0.95;
/** Of a mask that the segmenter made, and the truth. */
const SIMILAR = 0.6;

interface Seen extends ReviewObject {
  readonly mask: PixelMask;
}

/** Corrects the open image until it is as the truth, with keys and the mouse only. */
export async function correct(page: ReviewPage, { truth }: PlantedImage): Promise<void> {
  const trueMasks = truth.map((one) => ({ ...one, mask: maskOf(one.counts) }));
  for (;;) {
    await page.saved();
    const seen = (await page.objects()).map((one): Seen => ({ ...one, mask: maskOf(one.rle!) }));
    const open = seen.find((one) => one.review === undefined || needsWork(one, trueMasks));
    if (open === undefined) break;
    await correctObject(page, open, seen, trueMasks);
  }
  for (const missing of trueMasks) {
    const kept = (await page.objects()).filter(({ review }) => review?.answer === 'accepted');
    if (kept.some(({ rle }) => iou(maskOf(rle!), missing.mask) >= SIMILAR)) continue;
    await addObject(page, missing);
  }
}

const needsWork = ({ review, label, mask }: Seen, truth: readonly (TrueObject & { mask: PixelMask })[]): boolean =>
  review?.answer === 'accepted' && !truth.some((one) => one.label === label && iou(one.mask, mask) >= SAME);

async function correctObject(
  page: ReviewPage,
  object: Seen,
  seen: readonly Seen[],
  truth: readonly (TrueObject & { mask: PixelMask })[],
): Promise<void> {
  const same = truth.find(({ mask }) => iou(mask, object.mask) >= SAME);
  const inside = truth.filter(({ mask }) => share(mask, object.mask) >= SAME);
  const around = truth.find(({ mask }) => share(object.mask, mask) >= SAME);
  const parts = seen.filter(
    (one) => around && one.review?.answer !== 'rejected' && share(one.mask, around.mask) >= SAME,
  );
  if (same) {
    await page.select(object.id);
    if (same.label === object.label) await page.press('a');
    else await page.label(same.label);
  } else if (inside.length > 1) {
    await page.select(object.id);
    await page.press('s');
  } else if (inside.length === 1) {
    await eraseOutside(page, object, inside[0]!.mask);
  } else if (parts.length > 1) {
    await page.select(...parts.map(({ id }) => id));
    await page.press('m');
  } else {
    await page.select(object.id);
    await page.press('r');
  }
}

/** Erases a blob with a brush that is larger than it. */
async function eraseOutside(page: ReviewPage, { id, mask }: Seen, wanted: PixelMask): Promise<void> {
  await page.select(id);
  await page.press('e', ']', ']', ']', ']');
  const own = areaOf(mask);
  let at = 0;
  while (mask.data[at] !== 1 || isOf(wanted, mask.left + (at % mask.width), mask.top + Math.floor(at / mask.width)))
    at++;
  const [x, y] = [mask.left + (at % mask.width), mask.top + Math.floor(at / mask.width)];
  await page.drag([x, y], [x, y + 8], [x - 6, y + 8], [x + 6, y + 8], [x, y + 16]);
  await page.press('[', '[', '[', '[', 'Escape');
  await until(async () => (await page.objects()).some((one) => one.id === id && one.area < own));
}

async function addObject(page: ReviewPage, { label, mask }: TrueObject & { mask: PixelMask }): Promise<void> {
  const known = (await page.objects()).length;
  const [x, y, width, height] = boundsOf(mask);
  await page.press('b');
  await page.drag([x, y], [x + width, y + height]);
  await until(async () => (await page.objects()).length > known);
  await page.press('Escape');
  const added = (await page.objects()).at(-1)!;
  await page.select(added.id);
  await page.label(label);
  await page.saved();
}

function isOf({ left, top, width, height, data }: PixelMask, x: number, y: number): boolean {
  const [column, row] = [x - left, y - top];
  return column >= 0 && row >= 0 && column < width && row < height && data[row * width + column] === 1;
}

/** The share of a mask that is inside another one, 0 to 1. */
const share = (mask: PixelMask, other: PixelMask): number => areaOf(intersection(mask, other)) / areaOf(mask);

/** Intersection over union, 0 to 1. */
export function iou(a: PixelMask, b: PixelMask): number {
  const both = areaOf(intersection(a, b));
  return both / (areaOf(a) + areaOf(b) - both);
}
