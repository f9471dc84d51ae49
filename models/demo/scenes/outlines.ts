import type { Shape } from './kinds';
import type { Random } from './random';

export type Vertex = readonly [x: number, y: number];

/** Closed polygons. A point is inside if an odd number of them contains it. */
export type Outline = readonly (readonly Vertex[])[];

const CIRCLE_CORNERS = 48;
const ARC_CORNERS = 40;

/** Shapes around the origin, about 2 units wide and 2 high, y pointing down. The proportions of some shapes vary. */
export const outlines: Record<Shape, (random: Random) => Outline> = {
  circle: () => [circle(1)],

  square: () => [
    [
      [-0.88, -0.88],
      [0.88, -0.88],
      [0.88, 0.88],
      [-0.88, 0.88],
    ],
  ],

  triangle: () => [spokes([1.1, 1.1, 1.1])],

  star: (random) => {
    const inner = random.uniform(0.42, 0.54);
    return [spokes(Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? 1.1 : inner)))];
  },

  // https://mathworld.wolfram.com/HeartCurve.html, the last curve on the page.
  heart: () => [
    turns(CIRCLE_CORNERS).map((t) => [
      Math.sin(t) ** 3,
      -(13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t) - 2.5) / 16,
    ]),
  ],

  ring: (random) => {
    const hole = random.uniform(0.5, 0.68);
    return [circle(1), circle(hole)];
  },

  cross: (random) => {
    const half = random.uniform(0.26, 0.38);
    const arm: Vertex[] = [
      [-half, -1],
      [half, -1],
      [half, -half],
    ];
    return [[0, 1, 2, 3].flatMap((quarter) => arm.map((vertex) => quarterTurns(vertex, quarter)))];
  },

  // The unit circle minus a smaller circle that covers its right side.
  crescent: (random) => {
    const shift = random.uniform(0.38, 0.55);
    const radius = random.uniform(0.8, 0.9);
    const meet = Math.acos((1 - radius ** 2 + shift ** 2) / (2 * shift));
    const meetInner = Math.atan2(Math.sin(meet), Math.cos(meet) - shift);
    const outer = arc(0.25, 1, meet, 2 * Math.PI - meet);
    const inner = arc(0.25 + shift, radius, 2 * Math.PI - meetInner, meetInner);
    return [[...outer, ...inner]];
  },
};

/** `count` angles in radians, evenly spaced over a full turn. */
const turns = (count: number): number[] => Array.from({ length: count }, (_, at) => (2 * Math.PI * at) / count);

/** Corners at these distances from the origin, evenly spaced by angle, the first at the top. */
const spokes = (distances: readonly number[]): Vertex[] =>
  turns(distances.length).map((turn, at) => [Math.sin(turn) * distances[at]!, -Math.cos(turn) * distances[at]!]);

const circle = (radius: number): Vertex[] => spokes(turns(CIRCLE_CORNERS).map(() => radius));

/** An arc of a circle around (x, 0), between two angles in radians. */
const arc = (x: number, radius: number, from: number, to: number): Vertex[] =>
  Array.from({ length: ARC_CORNERS }, (_, at) => {
    const angle = from + ((to - from) * at) / (ARC_CORNERS - 1);
    return [x + radius * Math.cos(angle), radius * Math.sin(angle)];
  });

function quarterTurns([x, y]: Vertex, count: number): Vertex {
  return count === 0 ? [x, y] : quarterTurns([-y, x], count - 1);
}
