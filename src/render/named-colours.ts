import { type Rgb, rgbFromHex, shaded } from './colour';

/** English names of colours. Those of the default palette of supervision have its values. */
const hex: Readonly<Record<string, string>> = {
  ...{ red: 'FF4040', scarlet: 'FF2400', crimson: 'DC143C', maroon: '800000', burgundy: '800020' },
  ...{ orange: 'FF8C1A', amber: 'FFBF00', gold: 'FFD700', golden: 'FFD700', yellow: 'FFE119' },
  ...{ lime: '4CFB12', green: '1B9640', olive: '808000', emerald: '40DE8A', turquoise: '40E0D0', teal: '008080' },
  ...{ cyan: '00E5FF', aqua: '00E5FF', blue: '2060FF', navy: '000080', indigo: '4B0082' },
  ...{ violet: '8F00FF', purple: '911EB4', lilac: 'C8A2C8', lavender: 'B57EDC', magenta: 'FF00FF', fuchsia: 'FF00FF' },
  ...{ pink: 'FF97CA', salmon: 'FA8072', coral: 'FF7F50', peach: 'FFCBA4' },
  ...{ brown: '964B00', tan: 'D2B48C', beige: 'E8D8B0', khaki: 'C3B091', bronze: 'CD7F32', copper: 'B87333' },
  ...{ white: 'FFFFFF', ivory: 'FFFFF0', cream: 'FFFDD0', silver: 'C0C0C0', grey: '808080', gray: '808080' },
  black: '000000',
};

/** Shares of black (negative) or white that an adjective adds. */
const adjectives: Readonly<Record<string, number>> = { dark: -0.4, deep: -0.4, light: 0.4, pale: 0.5, bright: 0 };

const BEGINNING = new RegExp(
  `^(?:(?:a|an|the) )?(?:(${Object.keys(adjectives).join('|')})[ -]?)?(${Object.keys(hex).join('|')})(?![\\p{L}\\p{N}_'’])`,
  'u',
);

/**
 * The colour whose English name a label begins with, as in "red circle", "the dark blue car" and "light-green leaf".
 * @param key of a label, as `labelKey` makes it
 */
export function namedColour(key: string): Rgb | undefined {
  const [, adjective, name] = BEGINNING.exec(key) ?? [];
  return name === undefined ? undefined : shaded(rgbFromHex(hex[name]!), adjectives[adjective ?? 'bright']!);
}
