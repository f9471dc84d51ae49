import { fromHsv, type Rgb } from '../colour';
import { type Random, seededRandom } from '../random';
import type { WorldBox } from './actor';
import type { SeenActor } from './seen-actors';
import type { World } from './worlds';

/** A small picture of a world: RGB, row-major, interleaved, 3 bytes per pixel. */
export interface WorldThumbnail {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** The colours of an actor, above and below its middle. */
interface Looks {
  readonly upper: Rgb;
  readonly lower: Rgb;
}

/** Draws the frames of a world in small. The same actor has the same colours in all frames, up to light and noise. */
export type DrawThumbnail = (actors: readonly SeenActor[], random: Random) => WorldThumbnail;

const WIDTH = 320;
/** Largest change of the light from frame to frame, as a share. */
const LIGHT = 0.12;
/** Standard deviation of the noise of the camera, in levels of 0 to 255. */
const NOISE = 9;
/** A power of 2. */
const NOISE_LENGTH = 8192;

export function thumbnailsOf(world: World, seed: number): DrawThumbnail {
  const scale = WIDTH / world.width;
  const height = Math.round(world.height * scale);
  const random = seededRandom(seed + 5e8);
  const noise = Int8Array.from({ length: NOISE_LENGTH }, () => Math.round(NOISE * random.normal()));
  const empty: Uint8ClampedArray = background(height, world.occluders, scale, random);
  const looks = new Map(world.actors.map(({ id, label }) => [id, looksOf(label, seededRandom(seed * 1000 + id))]));

  return (actors, frameRandom) => {
    const data = empty.slice();
    const light = 1 + frameRandom.uniform(-LIGHT, LIGHT);
    let at = frameRandom.index(NOISE_LENGTH);
    for (const { id, bbox } of actors) {
      const { upper, lower } = looks.get(id)!;
      const [left, top, wide, tall] = bbox.map((side) => side * scale) as unknown as WorldBox;
      for (let y = Math.max(0, Math.ceil(top)); y < Math.min(height, top + tall); y++) {
        const down = (y - top) / tall;
        // An ellipse around the upper half, a column below.
        const reach = 0.45 * wide * (down < 0.5 ? Math.sqrt(1 - (1 - down / 0.5) ** 2) : 0.9);
        const tone = down < 0.5 ? upper : lower;
        const middle = left + wide / 2;
        const [red, green, blue] = [tone[0] * light, tone[1] * light, tone[2] * light];
        const last = Math.min(WIDTH, middle + reach);
        for (let x = Math.max(0, Math.ceil(middle - reach)); x < last; x++) {
          const pixel = (y * WIDTH + x) * 3;
          at = (at + 1) & (NOISE_LENGTH - 1);
          const level = noise[at]!;
          data[pixel] = red + level;
          data[pixel + 1] = green + level;
          data[pixel + 2] = blue + level;
        }
      }
      for (const occluder of world.occluders) {
        const isNearer = occluder[1] + occluder[3] > bbox[1] + bbox[3];
        if (isNearer) restore(data, empty, height, occluder.map((side) => side * scale) as unknown as WorldBox);
      }
    }
    return { data: new Uint8Array(data.buffer), width: WIDTH, height };
  };
}

/** Copies a rectangle from another picture of the same size. */
function restore(
  data: Uint8ClampedArray,
  from: Uint8ClampedArray,
  height: number,
  [left, top, wide, tall]: WorldBox,
): void {
  for (let y = Math.ceil(Math.max(0, top)); y < Math.min(height, top + tall); y++) {
    const [first, last] = [Math.ceil(Math.max(0, left)), Math.ceil(Math.min(WIDTH, left + wide))].map(
      (x) => (y * WIDTH + x) * 3,
    ) as [number, number];
    data.set(from.subarray(first, last), first);
  }
}

/** A floor of one colour that gets darker with distance, and grey occluders. */
function background(height: number, occluders: readonly WorldBox[], scale: number, random: Random): Uint8ClampedArray {
  const data = new Uint8ClampedArray(WIDTH * height * 3);
  const tone = fromHsv(random.uniform(0, 360), random.uniform(0.1, 0.35), random.uniform(0.4, 0.8));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const isHidden = occluders.some(
        ([left, top, wide, tall]) =>
          x >= left * scale && x < (left + wide) * scale && y >= top * scale && y < (top + tall) * scale,
      );
      const shade = (0.6 + (0.4 * y) / height) * (1 + 0.05 * random.normal());
      data.set(
        tone.map((value) => (isHidden ? 90 : value) * shade),
        (y * WIDTH + x) * 3,
      );
    }
  }
  return data;
}

/** Clothes are mostly dark, grey or blue, cars mostly grey, and animals brown, black or ginger: many look alike. */
function looksOf(label: string, random: Random): Looks {
  const grey = (): Rgb => fromHsv(0, random.uniform(0, 0.08), random.uniform(0.08, 0.95));
  const bright = (): Rgb => fromHsv(random.uniform(0, 360), random.uniform(0.4, 1), random.uniform(0.3, 1));
  const denim = (): Rgb => fromHsv(random.uniform(210, 235), random.uniform(0.3, 0.7), random.uniform(0.2, 0.6));
  const fur = (): Rgb => fromHsv(random.uniform(15, 40), random.uniform(0.1, 0.7), random.uniform(0.1, 0.9));
  if (label === 'person')
    return {
      upper: random.pick([grey, bright, bright, denim])(),
      lower: random.pick([grey, grey, denim, bright])(),
    };
  if (label === 'car') {
    const paint = random.pick([grey, grey, bright])();
    return { upper: paint, lower: paint };
  }
  const coat = random.pick([grey, fur, fur])();
  return { upper: coat, lower: random.chance(0.6) ? coat : fur() };
}
