/**
 * How levels of grey with more than 8 bits become 8 bits. `full`: from 0 to the highest value of the type. `auto`: from the
 * lowest to the highest value in the image. Two numbers: these values become black and white.
 */
export type GreyRange = 'full' | 'auto' | readonly [black: number, white: number];

/** How images are decoded. */
export interface DecodeOptions {
  /** An image with more pixels is refused before it is decoded. */
  readonly maxPixels: number;
  /** For grey images with more than 8 bits, such as thermal ones. Other images ignore it. */
  readonly greyRange: GreyRange;
}

/** 120 megapixels: more than the cameras of phones have, and at most 2 GB of memory while a file is decoded. */
export const decodeDefaults: DecodeOptions = { maxPixels: 120e6, greyRange: 'full' };

/** Reads a `GreyRange`, also as text: `7500-8500`, `-10 to 40`. `undefined` for all other values. */
export function greyRangeFrom(value: unknown): GreyRange | undefined {
  const text = typeof value === 'string' ? value.trim() : undefined;
  if (text === 'full' || text === 'auto') return text;
  const [, low, high] = (text !== undefined && /^(-?[\d.]+)(?: to |,| |-| - |, )(-?[\d.]+)$/.exec(text)) || [];
  const [black, white, ...more] = text === undefined && Array.isArray(value) ? value : [low, high].map(Number);
  return Number.isFinite(black) && Number.isFinite(white) && black < white && more.length === 0
    ? [black, white]
    : undefined;
}
