import { labelKey } from '../contract';
import type { Rgb } from './colour';
import { type PaletteName, paletteColours } from './palettes';

/** The index in its palette of the colour that each class keeps. At most as many classes as the palette has colours. */
export type KeptColours = ReadonlyMap<string, number>;

/** Assigns colours of one palette to labels, numbers and texts. */
export interface ColourAssigner {
  /** Colours for all labels of one image. Different classes get different colours while the palette has unused ones. */
  forLabels(labels: Iterable<string>): ReadonlyMap<string, Rgb>;
  /** The colour at an index, modulo the size of the palette. The number is truncated and its sign ignored. */
  forNumber(number: number): Rgb;
  /** The colour of a text by its hash. Different texts may get the same colour. */
  forText(text: string): Rgb;
  readonly kept: KeptColours;
}

/**
 * Assigns a class the colour of its hash, or another unused colour if that one is taken: by the hash alone, two labels
 * would share a colour in 40 % of all images with five labels. A label keeps its colour for the life of the assigner, so
 * colours do not change between frames when objects appear or vanish. Once all colours are in use, new labels share by
 * hash.
 * @param before colours that classes keep from an earlier assigner
 */
export function openColourAssigner(name: PaletteName = 'default', before: KeptColours = new Map()): ColourAssigner {
  const colours = paletteColours(name);
  const kept = new Map(before);
  const free = new Set(colours.keys());
  for (const index of kept.values()) free.delete(index);
  const hashed = (label: string): number => hashOf(label) % colours.length;

  const keep = (label: string, index: number): void => {
    if (free.delete(index)) kept.set(label, index);
  };

  return {
    forLabels(labels) {
      // Sorted, so that colours do not depend on the order of the detections.
      const keys = new Map([...new Set(labels)].map((label) => [label, labelKey(label)]));
      const known = [...new Set(keys.values())].sort();
      const isNew = (label: string): boolean => !kept.has(label);
      // Labels whose own colour is unused come first, so that no other label takes it.
      for (const label of known.filter(isNew)) keep(label, hashed(label));
      for (const label of known.filter(isNew)) keep(label, freeNear(hashed(label), free, colours.length));
      return new Map([...keys].map(([label, key]) => [label, colours[kept.get(key) ?? hashed(key)]!]));
    },
    forNumber: (number) => colours[Math.abs(Math.trunc(number)) % colours.length]!,
    forText: (text) => colours[hashed(text)]!,
    kept,
  };
}

/**
 * The next unused colour. Neighbours in a palette look alike, so the search advances in steps, coprime to the palette's
 * length in order to reach all colours.
 */
function freeNear(index: number, free: ReadonlySet<number>, length: number): number {
  const step = length > 8 ? 8 : 5;
  let at = index;
  while (free.size > 0 && !free.has(at)) at = (at + step) % length;
  return at;
}

/** 32-bit FNV-1a over the UTF-16 code units of the label. */
function hashOf(label: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < label.length; at++) hash = Math.imul(hash ^ label.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
