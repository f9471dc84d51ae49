import type { Rgb } from './colour';
import { type PaletteName, paletteColours } from './palettes';

/** Gives colours to whatever is to be told apart. */
export interface ColourAssigner {
  /** The colour of every label in a picture. */
  forLabels(labels: Iterable<string>): ReadonlyMap<string, Rgb>;
  /** The colour of a number, round and round. */
  forNumber(number: number): Rgb;
  /** The colour of a text, which others may have too. */
  forText(text: string): Rgb;
}

/**
 * A label's colour follows from its hash, except where another label has it already: with the hash alone, five labels
 * would have a colour in common in two pictures of five. What a label got it keeps while the palette lives, so that no
 * colour changes from frame to frame as objects come and go. Where all are given away, further labels share by hash.
 */
export function openColourAssigner(name: PaletteName = 'default'): ColourAssigner {
  const colours = paletteColours(name);
  const kept = new Map<string, number>();
  const free = new Set(colours.keys());
  const hashed = (label: string): number => hashOf(label) % colours.length;

  const keep = (label: string, index: number): void => {
    if (free.delete(index)) kept.set(label, index);
  };

  return {
    forLabels(labels) {
      // Sorted, so that the order of the detections does not matter.
      const known = [...new Set(labels)].sort();
      const isNew = (label: string): boolean => !kept.has(label);
      // First those whose own colour is free, so that nobody takes it who had to move.
      for (const label of known.filter(isNew)) keep(label, hashed(label));
      for (const label of known.filter(isNew)) keep(label, freeNear(hashed(label), free, colours.length));
      return new Map(known.map((label) => [label, colours[kept.get(label) ?? hashed(label)]!]));
    },
    forNumber: (number) => colours[Math.abs(Math.trunc(number)) % colours.length]!,
    forText: (text) => colours[hashed(text)]!,
  };
}

/** Neighbours in a palette look alike, so the way to a free colour goes in steps, which have no factor in common with it. */
function freeNear(index: number, free: ReadonlySet<number>, length: number): number {
  const step = length > 8 ? 8 : 5;
  let at = index;
  while (free.size > 0 && !free.has(at)) at = (at + step) % length;
  return at;
}

/** FNV-1a over the label's UTF-16 units. */
function hashOf(label: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < label.length; at++) hash = Math.imul(hash ^ label.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
