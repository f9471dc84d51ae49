import { blankCanvas, type Canvas, paintCovered, paintField } from './canvas';
import { backgroundTone, mix, type Rgb } from './colour';
import { coverageOf } from './coverage';
import { slope, valueNoise, waves } from './fields';
import type { Random } from './random';
import { segment } from './segment';

type Paint = (canvas: Canvas, a: Rgb, b: Rgb, random: Random) => void;

/** Each kind of background with its weight; the weights add up to 20. */
const paints: readonly (readonly [weight: number, paint: Paint])[] = [
  [5, plain],
  [6, gradient],
  [4, blotches],
  [3, pattern],
  [2, clutter],
];

/** A canvas of `side` x `side` pixels with a random background and no objects. */
export function drawBackground(side: number, random: Random): Canvas {
  const canvas = blankCanvas(side);
  const choices = paints.flatMap(([weight, paint]) => Array<Paint>(weight).fill(paint));
  random.pick(choices)(canvas, backgroundTone(random), backgroundTone(random), random);
  return canvas;
}

function plain(canvas: Canvas, a: Rgb): void {
  paintField(canvas, a, a, () => 0);
}

function gradient(canvas: Canvas, a: Rgb, b: Rgb, random: Random): void {
  const field = slope(canvas.side / 2, canvas.side / 2, canvas.side, random.uniform(0, 2 * Math.PI));
  paintField(canvas, a, b, (x, y) => (field(x, y) + 1) / 2);
}

function blotches(canvas: Canvas, a: Rgb, b: Rgb, random: Random): void {
  const cell = canvas.side / (2 + random.index(6));
  const share = valueNoise(canvas.side, cell, () => random.uniform(0, 1));
  paintField(canvas, a, b, share);
}

/** Stripes or a chequered pattern of two similar tones. */
function pattern(canvas: Canvas, a: Rgb, b: Rgb, random: Random): void {
  const angle = random.uniform(0, Math.PI);
  const pixels = canvas.side / random.uniform(4, 16);
  const one = waves(0, 0, pixels, angle);
  const other = random.chance(0.4) ? waves(0, 0, pixels, angle + Math.PI / 2) : () => 1;
  const share = (x: number, y: number): number => Math.min(Math.max(4 * one(x, y) * other(x, y), -1), 1) / 2 + 0.5;
  paintField(canvas, a, mix(a, b, random.uniform(0.15, 0.5)), share);
}

/** Thin lines across the image. */
function clutter(canvas: Canvas, a: Rgb, b: Rgb, random: Random): void {
  plain(canvas, a);
  const coordinate = (): number => random.uniform(0, canvas.side);
  const count = 3 + random.index(9);
  for (let line = 0; line < count; line++) {
    const [red, green, blue] = mix(a, b, 0.5);
    const vary = (value: number): number => value + 12 * random.normal();
    const outline = segment([coordinate(), coordinate()], [coordinate(), coordinate()], 1 + random.index(3));
    paintCovered(canvas, coverageOf([outline], canvas.side), [vary(red), vary(green), vary(blue)]);
  }
}
