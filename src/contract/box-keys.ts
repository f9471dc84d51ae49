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
  const entries = Object.entries(value).map(([key, entry]) => [key.toLowerCase().replaceAll('_', ''), entry] as const);
  const properties = new Map<string, unknown>(entries);
  for (const { order, keys } of names) {
    for (const four of keys) {
      if (!four.every((key) => properties.has(key))) continue;
      const numbers = four.map((key) => numberOf(properties.get(key))) as unknown as Four;
      return { numbers, order: four[0] === 'x' && orderOfXy === 'cxcywh' ? orderOfXy : order };
    }
  }
  return undefined;
}

/** A number or a text of one. NaN for anything else. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
