import type { Colour } from './kinds';
import type { Random } from './random';

/** Red, green, blue, each 0 to 255, not rounded. */
export type Rgb = readonly [red: number, green: number, blue: number];

type Range = readonly [from: number, to: number];

/** The tones of each colour: hue in degrees, saturation and value 0 to 1. The ranges do not overlap. */
const ranges: Record<Colour, { readonly hue: Range; readonly saturation: Range; readonly value: Range }> = {
  red: { hue: [-8, 8], saturation: [0.75, 1], value: [0.65, 1] },
  orange: { hue: [24, 34], saturation: [0.8, 1], value: [0.85, 1] },
  yellow: { hue: [51, 61], saturation: [0.75, 1], value: [0.85, 1] },
  green: { hue: [100, 145], saturation: [0.6, 1], value: [0.4, 0.85] },
  cyan: { hue: [178, 192], saturation: [0.65, 1], value: [0.75, 1] },
  blue: { hue: [215, 240], saturation: [0.7, 1], value: [0.55, 1] },
  purple: { hue: [268, 284], saturation: [0.6, 1], value: [0.4, 0.8] },
  pink: { hue: [318, 338], saturation: [0.3, 0.6], value: [0.92, 1] },
};

/** A random tone from the range of `colour`. */
export function toneOf(colour: Colour, random: Random): Rgb {
  const { hue, saturation, value } = ranges[colour];
  return fromHsv(random.uniform(...hue), random.uniform(...saturation), random.uniform(...value));
}

/** A random tone for a background, mostly with a low saturation. */
export const backgroundTone = (random: Random): Rgb =>
  random.chance(0.65)
    ? fromHsv(random.uniform(0, 360), random.uniform(0, 0.25), random.uniform(0.05, 1))
    : fromHsv(random.uniform(0, 360), random.uniform(0.2, 0.8), random.uniform(0.1, 0.95));

/** A mix of two tones; `share` is the share of `b`, 0 to 1. */
export const mix = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** The sum of the differences of the channels, 0 to 765. */
export const contrast = (a: Rgb, b: Rgb): number =>
  Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]);

/** @param hue degrees, any value; saturation and value 0 to 1 */
export function fromHsv(hue: number, saturation: number, value: number): Rgb {
  const channel = (offset: number): number => {
    const sector = (((hue / 60 + offset) % 6) + 6) % 6;
    return 255 * value * (1 - saturation * Math.max(0, Math.min(sector, 4 - sector, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}
