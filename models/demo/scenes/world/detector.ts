import type { Random } from '../random';
import type { WorldBox } from './actor';

/** What a detector reports: a box in pixels, its score and label. */
export type DetectedBox = readonly [x: number, y: number, width: number, height: number, score: number, label: string];

/** Rates at which a detector errs. */
const MISSED = 0.06;
/** Below this visible share, misses become more likely. */
const CLEAR = 0.8;
const FALSE_ALARMS = 0.06;
const WRONG_LABELS = 0.04;
/** Standard deviations of the edges of a box, in shares of its size: smallest and largest in a frame. */
const NOISE = [0.025, 0.04] as const;

/** The boxes that a detector finds in a frame, in random order. Scores are between 0.3 and 0.8. */
export function detectBoxes(
  seen: readonly {
    readonly label: string;
    readonly confusedWith: string;
    readonly bbox: WorldBox;
    readonly visible: number;
  }[],
  image: { readonly width: number; readonly height: number },
  random: Random,
): DetectedBox[] {
  const found = seen
    .filter(({ visible }) => !random.chance(MISSED + (1 - MISSED) * Math.max(0, (CLEAR - visible) / CLEAR) ** 1.5))
    .map(({ label, confusedWith, bbox }): DetectedBox => {
      const score = Math.min(0.8, Math.max(0.3, 0.55 + 0.12 * random.normal()));
      return [...noisy(bbox, image, random), rounded(score, 1000), random.chance(WRONG_LABELS) ? confusedWith : label];
    });
  if (random.chance(FALSE_ALARMS)) found.splice(random.index(found.length + 1), 0, falseAlarm(image, random));
  return found;
}

function noisy(
  [x, y, width, height]: WorldBox,
  image: { readonly width: number; readonly height: number },
  random: Random,
): WorldBox {
  const deviation = random.uniform(...NOISE) * Math.sqrt(width * height);
  const edge = (value: number, max: number): number =>
    rounded(Math.min(max, Math.max(0, value + deviation * random.normal())), 10);
  const [left, top] = [edge(x, image.width - 8), edge(y, image.height - 8)];
  const [right, bottom] = [edge(x + width, image.width), edge(y + height, image.height)];
  return [left, top, Math.max(4, rounded(right - left, 10)), Math.max(4, rounded(bottom - top, 10))];
}

function falseAlarm(image: { readonly width: number; readonly height: number }, random: Random): DetectedBox {
  const [width, height] = [random.uniform(80, 250), random.uniform(80, 250)];
  const [x, y] = [random.uniform(0, image.width - width), random.uniform(0, image.height - height)];
  const box = [x, y, width, height].map((value) => rounded(value, 10)) as unknown as WorldBox;
  return [...box, rounded(random.uniform(0.3, 0.5), 1000), random.pick(['person', 'dog', 'car'])];
}

const rounded = (value: number, steps: number): number => Math.round(value * steps) / steps;
