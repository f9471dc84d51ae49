import type { Mask } from '../../../src';
import type { RgbPixels } from '../../../src/image/pixels';
import { drawBackground } from './background';
import { addNoise, type Canvas, toPixels } from './canvas';
import { toneOf } from './colour';
import { colours, type Kind, shapes } from './kinds';
import { outlines } from './outlines';
import { maskOf, pixelsOf } from './owners';
import { drawShape, shapeAt } from './placed-shape';
import { type Random, seededRandom } from './random';

/** One frame of a film of shapes. */
export interface ShapesFrame {
  readonly pixels: RgbPixels;
  /** In the order of their ids; the last one is on top. */
  readonly objects: readonly MovingObject[];
}

export interface MovingObject {
  /** 1, 2, ... in a film. */
  readonly id: number;
  readonly kind: Kind;
  /** The visible pixels. Empty if other objects hide it, or if it is outside the image. */
  readonly mask: Mask;
}

export interface FilmOptions {
  /** Width and height in pixels. */
  readonly side: number;
  readonly count: number;
}

/** Radius of a shape, and its speed in radii per second, from and to. */
const RADII = [0.07, 0.13] as const;
const SPEEDS = [0.2, 1.5] as const;
/** Largest change of the light from frame to frame, as a share, and standard deviations of the noise in levels of 0 to 255. */
const LIGHT = 0.15;
const NOISE = [2, 9] as const;

/**
 * Films shapes that move across a background, bounce off the borders and hide each other. A shape keeps its colour, surface and
 * outline in all frames; light and noise change.
 * @returns the frame of a time in seconds. The same seed, options and time give the same frame
 */
export function filmShapes(seed: number, { side, count }: FilmOptions): (time: number) => ShapesFrame {
  const random = seededRandom(seed);
  const { data: background } = drawBackground(side, random);
  const noise = random.uniform(...NOISE);
  const actors = Array.from({ length: count }, (_, index) => shapeActor(seed, index + 1, side, random));

  return (time) => {
    const canvas: Canvas = { side, data: background.slice() };
    const owners = new Uint8Array(side * side);
    for (const { id, tone, place, outline } of actors) {
      const shape = shapeAt(place(time), outline, side, [1, 1]);
      drawShape(canvas, shape, tone, seededRandom(seed * 1000 + id));
      for (const pixel of pixelsOf(shape.coverage, side)) owners[pixel] = id;
    }
    const frameRandom = seededRandom(seed * 1000 + 500 + Math.round(time * 1000));
    const light = 1 + frameRandom.uniform(-LIGHT, LIGHT);
    canvas.data.forEach((value, at) => {
      canvas.data[at] = value * light;
    });
    addNoise(canvas, noise, frameRandom);
    return {
      pixels: toPixels(canvas),
      objects: actors.map(({ id, kind }) => ({ id, kind, mask: maskOf(owners, id, side) })),
    };
  };
}

/** A shape with its looks and its way. */
function shapeActor(seed: number, id: number, side: number, random: Random) {
  const kind: Kind = { colour: random.pick(colours), shape: random.pick(shapes) };
  const radius = side * random.uniform(...RADII);
  const [startX, startY] = [random.uniform(0, 1), random.uniform(0, 1)];
  const angle = random.uniform(0, 2 * Math.PI);
  const speed = (radius * random.uniform(...SPEEDS)) / (side - 2 * radius);
  const turn = random.uniform(-0.3, 0.3);
  const along = (share: number): number => radius + (side - 2 * radius) * bounced(share);
  return {
    ...{ id, kind },
    tone: toneOf(kind.colour, random),
    outline: outlines[kind.shape](seededRandom(seed * 1000 + id)),
    place: (time: number) => ({
      x: along(startX + Math.cos(angle) * speed * time),
      y: along(startY + Math.sin(angle) * speed * time),
      ...{ radius, turn: turn * Math.sin(time) },
    }),
  };
}

/** A number that goes from 0 to 1 and back again. */
const bounced = (share: number): number => Math.abs(((((share + 1) % 2) + 2) % 2) - 1);
