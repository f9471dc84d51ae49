import { type Rgb, rgbFromHex } from './colour';

// The default palette of supervision, so that pictures look as they do in Python.
const colours: readonly Rgb[] = (
  'A351FB FF4040 FFA1A0 FF7633 FFB633 D1D435 4CFB12 94CF1A 40DE8A 1B9640 00D6C1 ' +
  '2E9CAA 00C4FF 364797 6675FF 0019EF 863AFF 530087 CD3AFF FF97CA FF39C9'
)
  .split(' ')
  .map(rgbFromHex);

/** Neighbours in the palette look alike; having no factor in common with 21, this step goes round all of it. */
const STEP_WHERE_TAKEN = 8;

/** The colour of every label in a picture. */
export type Palette = (labels: Iterable<string>) => ReadonlyMap<string, Rgb>;

/**
 * A label's colour follows from its hash, except where another label has it already: with the hash alone, five labels
 * would have a colour in common in two pictures of five. What a label got it keeps while the palette lives, so that no
 * colour changes from frame to frame as objects come and go. Where all are given away, further labels share by hash.
 */
export function openPalette(): Palette {
  const kept = new Map<string, number>();
  const free = new Set(colours.keys());

  const keep = (label: string, index: number): void => {
    if (free.delete(index)) kept.set(label, index);
  };

  return (labels) => {
    // Sorted, so that the order of the detections does not matter.
    const known = [...new Set(labels)].sort();
    const isNew = (label: string): boolean => !kept.has(label);
    // First those whose own colour is free, so that nobody takes it who had to move.
    for (const label of known.filter(isNew)) keep(label, hashed(label));
    for (const label of known.filter(isNew)) keep(label, freeNear(hashed(label), free));
    return new Map(known.map((label) => [label, colours[kept.get(label) ?? hashed(label)]!]));
  };
}

function freeNear(index: number, free: ReadonlySet<number>): number {
  let at = index;
  while (free.size > 0 && !free.has(at)) at = (at + STEP_WHERE_TAKEN) % colours.length;
  return at;
}

/** FNV-1a over the label's UTF-16 units. */
function hashed(label: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < label.length; at++) hash = Math.imul(hash ^ label.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % colours.length;
}
