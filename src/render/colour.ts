import { invalidInput } from '../errors';

/** sRGB, 0 to 255 per channel. */
export type Rgb = readonly [red: number, green: number, blue: number];

export const black: Rgb = [0, 0, 0];
export const white: Rgb = [255, 255, 255];
export const grey: Rgb = [128, 128, 128];

/** @param hex six hexadecimal digits */
export function rgbFromHex(hex: string): Rgb {
  const value = Number.parseInt(hex, 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

/**
 * Parses a colour as users type it: `#A351FB` or `#A5F`, with or without `#`.
 * @param name the setting, for the error: `backgroundColour`
 * @throws VisionError `INVALID_INPUT`
 */
export function rgbFromText(name: string, text: string): Rgb {
  const [, hex] = /^\s*#?([\da-f]{6}|[\da-f]{3})\s*$/i.exec(text) ?? [];
  if (hex === undefined) throw invalidInput(name, 'a colour such as #A351FB', text);
  return rgbFromHex(hex.length === 6 ? hex : hex.replace(/./g, '$&$&'));
}

/**
 * Mixes a colour with black or white.
 * @param share of black from -1 to 0, or of white from 0 to 1
 */
export function shaded(colour: Rgb, share: number): Rgb {
  const target = share < 0 ? 0 : 255;
  const [red, green, blue] = colour.map((value) => Math.round(value + (target - value) * Math.abs(share)));
  return [red!, green!, blue!];
}

/** Black or white, whichever has the higher contrast with `colour` by WCAG's contrast ratio. */
export function inkOn(colour: Rgb): Rgb {
  const light = luminance(colour);
  return (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) ? black : white;
}

/** Relative luminance of WCAG 2, 0 to 1. */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
