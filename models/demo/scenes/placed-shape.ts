import { type Canvas, type Field, paintCovered } from './canvas';
import { fromHsv, mix, type Rgb } from './colour';
import { type Coverage, coverageOf } from './coverage';
import { slope, valueNoise, waves } from './fields';
import type { Shape } from './kinds';
import { type Outline, outlines } from './outlines';
import type { Random } from './random';
import { segment } from './segment';

/** A shape at its position in the image. Centre, radius and outline are in pixels, origin top left. */
export interface PlacedShape {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly outline: Outline;
  readonly coverage: Coverage;
}

/** Factors by which the complete scene is squashed on each axis. */
export type Squash = readonly [x: number, y: number];

/** Smallest and largest radius, relative to the side of the image. */
const RADII = [0.065, 0.24] as const;

const BLACK: Rgb = [0, 0, 0];
const SHADOW_SOFTNESS_PX = 1.5;

/** Gives a shape a random size, position and rotation in an image of `side` x `side` pixels. It is mostly inside. */
export function placeShape(shape: Shape, side: number, squash: Squash, random: Random): PlacedShape {
  const radius = side * Math.exp(random.uniform(Math.log(RADII[0]), Math.log(RADII[1])));
  const x = random.uniform(radius * 0.75, side - radius * 0.75);
  const y = random.uniform(radius * 0.75, side - radius * 0.75);
  const turn = random.chance(0.6) ? random.uniform(-Math.PI, Math.PI) : 0.15 * random.normal();
  return shapeAt({ x, y, radius, turn }, outlines[shape](random), side, squash);
}

/** Puts an outline of radius 1 around the origin at a position in an image of `side` x `side` pixels. */
export function shapeAt(
  { x, y, radius, turn }: Pick<PlacedShape, 'x' | 'y' | 'radius'> & { readonly turn: number },
  unit: Outline,
  side: number,
  [squashX, squashY]: Squash,
): PlacedShape {
  const [cos, sin] = [Math.cos(turn) * radius, Math.sin(turn) * radius];
  const outline = unit.map((line) =>
    line.map(([u, v]) => [x + (u * cos - v * sin) * squashX, y + (u * sin + v * cos) * squashY] as const),
  );
  return { x, y, radius, outline, coverage: coverageOf(outline, side) };
}

/** Paints a shape in `tone`; at random also shaded, striped, grainy, with a shadow or with an edge in another tone. */
export function drawShape(canvas: Canvas, shape: PlacedShape, tone: Rgb, random: Random): void {
  const surface = surfaceOf(shape, canvas.side, random);
  if (random.chance(0.15)) drawShadow(canvas, shape, random);
  paintCovered(canvas, shape.coverage, tone, surface);
  if (random.chance(0.25)) drawEdge(canvas, shape, tone, random);
}

/** A random surface: shaded, striped, grainy or flat. */
function surfaceOf({ x, y, radius }: PlacedShape, side: number, random: Random): { light?: Field; grain?: Field } {
  const style = random.uniform(0, 1);
  const angle = random.uniform(0, 2 * Math.PI);
  if (style < 0.35) {
    const shade = slope(x, y, 2 * radius, angle);
    return { light: (px, py) => 1 + 0.16 * shade(px, py) };
  }
  if (style < 0.5) {
    const stripe = waves(x, y, (2 * Math.PI * radius) / random.uniform(4, 12), angle);
    return { light: (px, py) => 1 + 0.12 * Math.sign(stripe(px, py)) };
  }
  return style < 0.62 ? { grain: valueNoise(side, 4, () => 22 * random.normal()) } : {};
}

/** Draws a shadow five times, slightly shifted, which softens its edge. */
function drawShadow(canvas: Canvas, { outline, radius }: PlacedShape, random: Random): void {
  const shift = random.uniform(1, 2 + radius * 0.2);
  for (const angle of [0, 1, 2, 3, 4].map((fifth) => (fifth * 2 * Math.PI) / 5)) {
    const byX = shift + SHADOW_SOFTNESS_PX * Math.cos(angle);
    const byY = shift + SHADOW_SOFTNESS_PX * Math.sin(angle);
    const shadow = outline.map((line) => line.map(([x, y]) => [x + byX, y + byY] as const));
    paintCovered(canvas, coverageOf(shadow, canvas.side), BLACK, { opacity: 0.09 });
  }
}

/** Draws the edge inside the shape, so that the shape keeps its size. */
function drawEdge(canvas: Canvas, { outline, coverage, radius }: PlacedShape, tone: Rgb, random: Random): void {
  const colour = random.chance(0.6) ? fromHsv(0, 0, random.pick([0.05, 0.95])) : mix(tone, BLACK, 0.5);
  const width = Math.max(1, radius * 0.06);
  const data = new Float32Array(coverage.data.length);
  for (const line of outline) {
    line.forEach((corner, at) => {
      raiseTo(data, coverage, coverageOf([segment(line.at(at - 1)!, corner, width)], canvas.side));
    });
  }
  data.forEach((share, at) => {
    data[at] = share * coverage.data[at]!;
  });
  paintCovered(canvas, { ...coverage, data }, colour);
}

/** Raises the shares in `data`, which covers the rectangle of `area`, to those of `line` where these are larger. */
function raiseTo(data: Float32Array, area: Coverage, line: Coverage): void {
  for (let y = Math.max(line.top, area.top); y < Math.min(line.top + line.height, area.top + area.height); y++) {
    for (let x = Math.max(line.left, area.left); x < Math.min(line.left + line.width, area.left + area.width); x++) {
      const at = (y - area.top) * area.width + x - area.left;
      data[at] = Math.max(data[at]!, line.data[(y - line.top) * line.width + x - line.left]!);
    }
  }
}
