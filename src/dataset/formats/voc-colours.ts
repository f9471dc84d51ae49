import type { Palette } from '../../image/indexed-png';

/** The value of pixels that count for no class; it bounds the objects in VOC's own masks. */
export const VOID = 255;

/** The colour map of the development kit (`VOClabelcolormap.m`): bits 0, 3, 6 make red, 1, 4, 7 green, 2, 5 blue, lowest first. */
export const vocColours: Palette = Array.from({ length: 256 }, (_, value) => [
  channel(value),
  channel(value >> 1),
  channel(value >> 2),
]);

/** Every third bit, from the lowest on, becomes the next bit from the highest on. */
function channel(value: number): number {
  let level = 0;
  for (let bit = 0; bit < 3; bit++) level |= ((value >> (3 * bit)) & 1) << (7 - bit);
  return level;
}
