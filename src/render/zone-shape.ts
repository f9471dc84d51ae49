import type { ImageSize } from '../contract';
import { invalidInput } from '../errors';
import type { Rgb } from './colour';
import type { ColourAssigner } from './colour-assigner';

type Points = readonly (readonly [x: number, y: number])[];

/** A zone or line to draw, in pixels of the original image. */
export interface ZoneShape {
  readonly kind: 'zone' | 'line';
  readonly name: string;
  /** Shown behind the name: `3`, or `12/9`. */
  readonly count: string;
  readonly points: Points;
}

/** A zone or line in pixels of the canvas, with its colour. */
export interface PlacedShape extends ZoneShape {
  readonly colour: Rgb;
}

const MAX_SHAPES = 200;
const MAX_POINTS = 64;

/**
 * Reads the zones and lines that `vision-zones` writes to a message, if it attaches their shapes.
 * @param zones `msg.zones`
 * @param lines `msg.lines`
 * @throws VisionError `BAD_ZONES`
 */
export function zoneShapes(zones: unknown, lines: unknown): ZoneShape[] {
  const shapes = [
    ...shapesIn('msg.zones', 'zone', zones, ({ count }) => String(count)),
    ...shapesIn('msg.lines', 'line', lines, (total) => `${total.in}/${total.out}`),
  ];
  if (shapes.length <= MAX_SHAPES) return shapes;
  throw invalidInput('msg.zones', `at most ${MAX_SHAPES} zones and lines`, shapes.length, 'BAD_ZONES');
}

type Counts = Readonly<Record<string, unknown>>;

function shapesIn(
  name: string,
  kind: ZoneShape['kind'],
  value: unknown,
  countOf: (counts: Counts) => string,
): ZoneShape[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalidInput(name, 'those of vision-zones', value, 'BAD_ZONES');
  return Object.entries(value).flatMap(([own, entry]: [string, unknown]) => {
    const counts = Object(entry) as Counts;
    const { shape } = counts;
    if (shape === undefined) return [];
    if (!isShape(shape))
      throw invalidInput(`${name}.${own}.shape`, 'a list of points [x, y] in pixels', shape, 'BAD_ZONES');
    return [{ kind, name: own, count: countOf(counts), points: shape.map(([x, y]) => [x, y] as const) }];
  });
}

const isShape = (value: unknown): value is Points =>
  Array.isArray(value) &&
  value.length >= 2 &&
  value.length <= MAX_POINTS &&
  value.every((point) => Array.isArray(point) && point.length === 2 && point.every((number) => Math.abs(number) < 1e6));

/** The shapes in pixels of the canvas. Each has the colour of its name. */
export function placedShapes(
  shapes: readonly ZoneShape[],
  { forText }: ColourAssigner,
  from: ImageSize,
  to: ImageSize,
): PlacedShape[] {
  const [across, down] = [to.width / from.width, to.height / from.height];
  return shapes.map((shape) => ({
    ...shape,
    points: shape.points.map(([x, y]) => [x * across, y * down] as const),
    colour: forText(shape.name),
  }));
}
