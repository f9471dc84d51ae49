import type { Palette } from '../../image/indexed-png';

/** Value of pixels without a class. In VOC's own masks, it borders the objects. */
export const VOID = 255;

/**
 * The colour map of the development kit (`VOClabelcolormap.m`): bits 0, 3, 6 of a value are red, 1, 4, 7 green, 2, 5 blue,
 * lowest bit first.
 */
export const vocColours: Palette = Array.from({ length: 256 }, (_, value) => [
  channel(value),
  channel(value >> 1),
  channel(value >> 2),
]);

/** Bits 0, 3, 6 of `value` become bits 7, 6, 5 of the level. */
function channel(value: number): number {
  let level = 0;
  for (let bit = 0; bit < 3; bit++) level |= ((value >> (3 * bit)) & 1) << (7 - bit);
  return level;
}
