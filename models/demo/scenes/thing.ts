import { type Canvas, type Field, paintCovered } from './canvas';
import { fromHsv, mix, type Rgb } from './colour';
import { type Coverage, coverageOf } from './coverage';
import { slope, valueNoise, waves } from './fields';
import type { Shape } from './kinds';
import { type Outline, outlines } from './outlines';
import type { Random } from './random';
import { segment } from './segment';

/** A shape at its place in the picture, in pixels. */
export interface Thing {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly outline: Outline;
  readonly coverage: Coverage;
}

/** How far the whole scene is squashed on each axis. */
export type Squash = readonly [x: number, y: number];

/** Smallest and largest radius in parts of the picture's side. */
const RADII = [0.065, 0.24] as const;

const BLACK: Rgb = [0, 0, 0];
const SHADOW_SOFTNESS_PX = 1.5;

/** A shape of random size, place and turn; not more than a few of its pixels lie outside of the picture. */
export function placeThing(shape: Shape, side: number, [squashX, squashY]: Squash, random: Random): Thing {
  const radius = side * Math.exp(random.uniform(Math.log(RADII[0]), Math.log(RADII[1])));
  const x = random.uniform(radius * 0.75, side - radius * 0.75);
  const y = random.uniform(radius * 0.75, side - radius * 0.75);
  const turn = random.chance(0.6) ? random.uniform(-Math.PI, Math.PI) : 0.15 * random.normal();
  const [cos, sin] = [Math.cos(turn) * radius, Math.sin(turn) * radius];
  const outline = outlines[shape](random).map((line) =>
    line.map(([u, v]) => [x + (u * cos - v * sin) * squashX, y + (u * sin + v * cos) * squashY] as const),
  );
  return { x, y, radius, outline, coverage: coverageOf(outline, side) };
}

/** Paints it in a tone; sometimes shaded, striped, grainy, with a shadow or with an edge in another tone. */
export function drawThing(canvas: Canvas, thing: Thing, tone: Rgb, random: Random): void {
  const surface = surfaceOf(thing, canvas.side, random);
  if (random.chance(0.15)) drawShadow(canvas, thing, random);
  paintCovered(canvas, thing.coverage, tone, surface);
  if (random.chance(0.25)) drawEdge(canvas, thing, tone, random);
}

function surfaceOf({ x, y, radius }: Thing, side: number, random: Random): { light?: Field; grain?: Field } {
  const kind = random.uniform(0, 1);
  const angle = random.uniform(0, 2 * Math.PI);
  if (kind < 0.35) {
    const shade = slope(x, y, 2 * radius, angle);
    return { light: (px, py) => 1 + 0.16 * shade(px, py) };
  }
  if (kind < 0.5) {
    const stripe = waves(x, y, (2 * Math.PI * radius) / random.uniform(4, 12), angle);
    return { light: (px, py) => 1 + 0.12 * Math.sign(stripe(px, py)) };
  }
  return kind < 0.62 ? { grain: valueNoise(side, 4, () => 22 * random.normal()) } : {};
}

/** Soft because it is cast from several places. */
function drawShadow(canvas: Canvas, { outline, radius }: Thing, random: Random): void {
  const shift = random.uniform(1, 2 + radius * 0.2);
  for (const angle of [0, 1, 2, 3, 4].map((fifth) => (fifth * 2 * Math.PI) / 5)) {
    const byX = shift + SHADOW_SOFTNESS_PX * Math.cos(angle);
    const byY = shift + SHADOW_SOFTNESS_PX * Math.sin(angle);
    const shadow = outline.map((line) => line.map(([x, y]) => [x + byX, y + byY] as const));
    paintCovered(canvas, coverageOf(shadow, canvas.side), BLACK, { opacity: 0.09 });
  }
}

/** Inside of the shape, so that the shape stays as large as it is. */
function drawEdge(canvas: Canvas, { outline, coverage, radius }: Thing, tone: Rgb, random: Random): void {
  const colour = random.chance(0.6) ? fromHsv(0, 0, random.pick([0.05, 0.95])) : mix(tone, BLACK, 0.5);
  const width = Math.max(1, radius * 0.06);
  const data = new Float32Array(coverage.data.length);
  for (const line of outline) {
    line.forEach((corner, at) => {
      addLargest(data, coverage, coverageOf([segment(line.at(at - 1)!, corner, width)], canvas.side));
    });
  }
  data.forEach((share, at) => {
    data[at] = share * coverage.data[at]!;
  });
  paintCovered(canvas, { ...coverage, data }, colour);
}

/** Raises the shares inside of the frame to those of the part, where these are larger. */
function addLargest(data: Float32Array, frame: Coverage, part: Coverage): void {
  for (let y = Math.max(part.top, frame.top); y < Math.min(part.top + part.height, frame.top + frame.height); y++) {
    for (let x = Math.max(part.left, frame.left); x < Math.min(part.left + part.width, frame.left + frame.width); x++) {
      const at = (y - frame.top) * frame.width + x - frame.left;
      data[at] = Math.max(data[at]!, part.data[(y - part.top) * part.width + x - part.left]!);
    }
  }
}
