import sharp from 'sharp';
import { random } from './random';

/** Size of the generated images. */
export const SEQUENCE_SIZE = { width: 320, height: 180 };

/** One moment of a generated camera: grey levels, and whether something that matters moves. */
interface Moment {
  /** Level of the pixel at (x, y), 0 to 255, without noise. */
  readonly levelAt: (x: number, y: number) => number;
  readonly moves: boolean;
}

/** The images of a camera over time, generated from a seed. */
export interface CameraSequence {
  readonly name: string;
  /** Standard deviation of the noise of the sensor, in grey levels. */
  readonly noise: number;
  /** Seconds before which the gate learns, and images do not count. */
  readonly learnSeconds?: number;
  /** @param seconds since the start */
  readonly at: (seconds: number) => Moment;
}

const SEQUENCE_SECONDS = 90;
const JPEG_QUALITY = 75;
const { width: WIDTH, height: HEIGHT } = SEQUENCE_SIZE;

type Levels = (x: number, y: number) => number;

/** A yard with a house: smooth light, patches of different levels, and fine texture. */
const yard: Levels = (() => {
  const next = random(5);
  const patches = Array.from({ length: 40 }, () => ({
    ...{ x: next() * WIDTH, y: next() * HEIGHT, width: 10 + next() * 70, height: 8 + next() * 50 },
    level: (next() - 0.5) * 90,
  }));
  const levels = Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    const covering = patches.findLast(
      (patch) => Math.abs(x - patch.x) < patch.width / 2 && Math.abs(y - patch.y) < patch.height / 2,
    );
    return 125 - 35 * (y / HEIGHT) + (covering?.level ?? 0) + (next() - 0.5) * 14;
  });
  return (x, y) => levels[y * WIDTH + x]!;
})();

/** As the camera sees the yard in infrared: plants are bright, and light falls off from the centre. */
const infrared: Levels = (x, y) => {
  const fromCentre = Math.hypot(x / WIDTH - 0.5, y / HEIGHT - 0.5);
  return (230 - yard(x, y)) * (1.1 - fromCentre);
};

const lit =
  (levels: Levels, gain: number, offset = 0): Levels =>
  (x, y) =>
    gain * levels(x, y) + offset;

/** Where a walker is: the middle of the feet in pixels, and the height in pixels. */
interface Walker {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** A person who walks to and fro at 0.7 heights a second: 1.2 m/s. */
function walkerAt(seconds: number, share: number, standsFrom = Infinity): Walker {
  const height = share * HEIGHT;
  const way = WIDTH - 2 * height;
  const along = (Math.min(seconds, standsFrom) * 0.7 * height) % (2 * way);
  return { x: height + (along < way ? along : 2 * way - along), y: HEIGHT * 0.5 + height / 2, height };
}

/** @param levelOf the clothes over the background: the upper and the lower half */
function withWalker(
  levels: Levels,
  { x: middle, y: feet, height }: Walker,
  levelOf: (isUpper: boolean, behind: number) => number,
): Levels {
  return (x, y) => {
    const up = (feet - y - 0.5) / height;
    const across = Math.abs(x + 0.5 - middle) / height;
    const halfWidth = up > 0.86 ? 0.07 : 0.17;
    if (up < 0 || up > 1 || across > halfWidth) return levels(x, y);
    return levelOf(up > 0.45, levels(x, y));
  };
}
const clothes = (isUpper: boolean): number => (isUpper ? 35 : 190);

/** A tree whose leaves move by some pixels with each gust. */
function withTree(levels: Levels, seconds: number): Levels {
  return (x, y) => {
    const [column, row] = [(x - 215) / 80, (y - 8) / 75];
    if (column < 0 || column > 1 || row < 0 || row > 1) return levels(x, y);
    const gust = Math.sin(seconds * 2.1 + y * 0.05) + Math.sin(seconds * 5.3 + x * 0.09);
    return 95 + 40 * Math.sin((x + 2.2 * gust) * 0.5) * Math.sin((y + gust) * 0.45 + 1);
  };
}

/** White digits on black: hours, minutes and seconds, 6 pixels high, as cameras write them at 1080p. */
function withClock(levels: Levels, seconds: number): Levels {
  const text = new Date(seconds * 1000).toISOString().slice(11, 19);
  return (x, y) => {
    const [column, row] = [Math.floor((x - 8) / 5), y - 6];
    if (row < 0 || row >= 6 || column < 0 || column >= text.length) return levels(x, y);
    const across = (x - 8) % 5;
    if (across === 4) return 10;
    // Not a font, but each digit has its own cells.
    const cells = random(text.charCodeAt(column) * 31 + 7);
    const ink = Array.from({ length: 24 }, () => cells() < 0.5);
    return ink[row * 4 + across] ? 245 : 10;
  };
}

/** The light of a car that turns: a bright round spot that crosses the image within 8 s, once in 30 s. */
function withBeam(levels: Levels, seconds: number): Levels {
  const along = (seconds % 30) / 8;
  return (x, y) => {
    const distance = Math.hypot(x - along * WIDTH * 1.2, (y - 90) * 1.5);
    return levels(x, y) + (along < 1 ? 120 * Math.exp(-((distance / 45) ** 2)) : 0);
  };
}

const still = (levelAt: Levels): Moment => ({ levelAt, moves: false });
const moving = (levelAt: Levels): Moment => ({ levelAt, moves: true });
const person =
  (share: number) =>
  (seconds: number): Moment =>
    moving(withWalker(yard, walkerAt(seconds, share), clothes));

/** The sequences on which the gate is measured. Day is the light of `yard`, night is a fifth of it. */
export const cameraSequences = {
  day: { name: 'noise of the sensor by day', noise: 3, at: () => still(yard) },
  night: { name: 'noise of the sensor at night', noise: 9, at: () => still(lit(yard, 0.2)) },
  constant: { name: 'an image that does not change', noise: 0, at: () => still(yard) },
  sunset: {
    name: 'a sunset to half the light',
    noise: 3,
    at: (seconds) => still(lit(yard, 1 - (0.5 * seconds) / SEQUENCE_SECONDS)),
  },
  clouds: { name: 'clouds of 20 %', noise: 3, at: (seconds) => still(lit(yard, 1 + 0.2 * Math.sin(seconds / 4))) },
  exposure: { name: 'a jump of the exposure', noise: 3, at: (seconds) => still(lit(yard, seconds < 30 ? 0.7 : 1.05)) },
  infrared: {
    name: 'a switch to infrared',
    noise: 4,
    at: (seconds) => still(seconds < 30 ? lit(yard, 0.3) : infrared),
  },
  clock: { name: 'a clock in the image', noise: 3, at: (seconds) => still(withClock(yard, seconds)) },
  tree: { name: 'a tree in the wind', noise: 3, learnSeconds: 60, at: (seconds) => still(withTree(yard, seconds)) },
  shadow: {
    name: 'the edge of a shadow',
    noise: 3,
    at: (seconds) => still((x, y) => yard(x, y) * (x + y * 0.3 < seconds * 3.5 ? 0.55 : 1)),
  },
  beam: { name: 'the beam of a headlight', noise: 6, at: (seconds) => still(withBeam(lit(yard, 0.3), seconds)) },
  near: { name: 'a person of 30 % of the height', noise: 3, at: person(0.3) },
  middle: { name: 'a person of 12 % of the height', noise: 3, at: person(0.12) },
  far: { name: 'a person of 7 % of the height', noise: 3, at: person(0.07) },
  lowContrast: {
    name: 'a person of low contrast',
    noise: 3,
    at: (seconds) => moving(withWalker(yard, walkerAt(seconds, 0.2), (_, behind) => behind - 28)),
  },
  dusk: {
    name: 'a person at dusk, with a tree and a clock',
    noise: 5,
    at: (seconds) => {
      const background = lit(yard, 0.8 - (0.4 * seconds) / SEQUENCE_SECONDS);
      return moving(withClock(withWalker(withTree(background, seconds), walkerAt(seconds, 0.2), clothes), seconds));
    },
  },
  lightOn: {
    name: 'a person for whom the light goes on',
    noise: 4,
    at: (seconds) => {
      if (seconds < 30) return still(lit(yard, 0.15));
      return moving(withWalker(lit(yard, 0.9), walkerAt(seconds, 0.2), clothes));
    },
  },
  standing: {
    name: 'a person who stops and leaves',
    noise: 3,
    at: (seconds) => ({
      levelAt: seconds < 70 ? withWalker(yard, walkerAt(seconds, 0.3, 15), clothes) : yard,
      moves: seconds < 15,
    }),
  },
} satisfies Record<string, CameraSequence>;

export type SequenceName = keyof typeof cameraSequences;

/** Values of a standard normal distribution, closely: the sum of four uniform numbers has a variance of 1 / 3. */
const normal = ((): Float32Array => {
  const next = random(11);
  return Float32Array.from({ length: 65_521 }, () => (next() + next() + next() + next() - 2) * Math.sqrt(3));
})();

/** One image of a sequence. */
export interface SequenceFrame {
  readonly seconds: number;
  readonly jpeg: Buffer;
  readonly moves: boolean;
}

/** The images of a sequence at a rate, as JPEG files with the noise of a sensor. */
export async function* framesOf(
  { noise, at }: CameraSequence,
  framesPerSecond: number,
  seed = 1,
): AsyncGenerator<SequenceFrame> {
  const next = random(seed);
  const raw = { ...SEQUENCE_SIZE, channels: 1 } as const;
  for (let frame = 0; frame < SEQUENCE_SECONDS * framesPerSecond; frame++) {
    const seconds = frame / framesPerSecond;
    const { levelAt, moves } = at(seconds);
    const start = Math.floor(next() * normal.length);
    const levels = new Uint8ClampedArray(WIDTH * HEIGHT);
    for (let y = 0, pixel = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++, pixel++) {
        levels[pixel] = levelAt(x, y) + noise * normal[(start + pixel) % normal.length]!;
      }
    yield { seconds, moves, jpeg: await sharp(levels, { raw }).jpeg({ quality: JPEG_QUALITY }).toBuffer() };
  }
}
