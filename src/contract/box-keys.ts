import type { BoxOrder } from './box-format';

type Four = readonly [number, number, number, number];

/** Names of a property, in lower case and without "_". The first two are the position, the others follow from `order`. */
const names: readonly { readonly order: BoxOrder; readonly keys: readonly (readonly string[])[] }[] = [
  {
    order: 'xyxy',
    keys: [
      ['xmin', 'ymin', 'xmax', 'ymax'],
      ['minx', 'miny', 'maxx', 'maxy'],
      ['x0', 'y0', 'x1', 'y1'],
      ['x1', 'y1', 'x2', 'y2'],
      ['left', 'top', 'right', 'bottom'],
      ['startx', 'starty', 'endx', 'endy'],
    ],
  },
  {
    order: 'cxcywh',
    keys: [
      ['cx', 'cy'],
      ['xc', 'yc'],
      ['centerx', 'centery'],
      ['centrex', 'centrey'],
      ['xcenter', 'ycenter'],
      ['xcentre', 'ycentre'],
    ].flatMap(withSizes),
  },
  {
    order: 'xywh',
    keys: [
      ['left', 'top'],
      ['xmin', 'ymin'],
      ['x1', 'y1'],
      ['originx', 'originy'],
      ['x', 'y'],
    ].flatMap(withSizes),
  },
];

function withSizes([x, y]: readonly string[]): string[][] {
  return [
    [x!, y!, 'width', 'height'],
    [x!, y!, 'w', 'h'],
  ];
}

/**
 * The four numbers that an object has under names which say what they are: corners, a centre and a size, or a corner and a
 * size. Numbers may be text. `x` and `y` do not say whether they are a corner or the centre: `orderOfXy` does.
 * @returns `undefined` without such names
 */
export function boxOfKeys(
  value: object,
  orderOfXy: BoxOrder,
): { readonly numbers: Four; readonly order: BoxOrder } | undefined {
  const properties = plainProperties(value);
  const corners = cornersOf(properties);
  if (corners) return corners;
  for (const { order, keys } of names) {
    for (const four of keys) {
      if (!four.every((key) => properties.has(key))) continue;
      const numbers = four.map((key) => numberOf(properties.get(key))) as unknown as Four;
      return { numbers, order: four[0] === 'x' && orderOfXy === 'cxcywh' ? orderOfXy : order };
    }
  }
  return undefined;
}

/** The name of a property in lower case and without "_". */
export const plainName = (key: string): string => key.toLowerCase().replaceAll('_', '');

/** The properties of an object by their `plainName`. Of several, the one that is written so has priority. */
export function plainProperties(value: object): ReadonlyMap<string, unknown> {
  const entries = Object.entries(value);
  return new Map([...entries.map(([key, entry]) => [plainName(key), entry] as const), ...entries]);
}

/** The angle of a box that is rotated: its four numbers alone would be another box. `undefined` without one. */
export function angleOf(value: object): unknown {
  const properties = plainProperties(value);
  // Not `!== 0`, which is true of NaN.
  return ['angle', 'rotation', 'theta'].map((key) => properties.get(key)).find((one) => Math.abs(numberOf(one)) > 0);
}

/** The bounds of a rotated box that is given by its four corners, `x1` to `y4`. */
function cornersOf(properties: ReadonlyMap<string, unknown>): { numbers: Four; order: BoxOrder } | undefined {
  if (!properties.has('x3') || !properties.has('y3')) return undefined;
  const [x, y] = ['x', 'y'].map((axis) => [1, 2, 3, 4].map((corner) => numberOf(properties.get(`${axis}${corner}`))));
  return { numbers: [Math.min(...x!), Math.min(...y!), Math.max(...x!), Math.max(...y!)], order: 'xyxy' };
}

/** A number or a text of one. NaN for anything else. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
