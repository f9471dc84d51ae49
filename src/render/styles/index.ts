import { background } from './background';
import { blackout } from './blackout';
import { blur } from './blur';
import { box } from './box';
import { cutout } from './cutout';
import { halo } from './halo';
import { label } from './label';
import { maskOnly } from './mask-only';
import { outline } from './outline';
import { overlay } from './overlay';
import { pixelate } from './pixelate';
import type { PaintStyle, RedactionStyle } from './style';
import type { RenderStyleName } from './style-names';
import { zones } from './zones';

const redactions: readonly RedactionStyle[] = [blur, pixelate, blackout];
const paints: readonly PaintStyle[] = [maskOnly, background, cutout, zones, halo, overlay, outline, box, label];

/** The redactions among `names`, in that order. */
export const redactionsNamed = (names: readonly RenderStyleName[]): RedactionStyle[] => named(redactions, names);
/** The other styles among `names`, in that order. */
export const paintsNamed = (names: readonly RenderStyleName[]): PaintStyle[] => named(paints, names);

function named<Style extends { readonly name: string }>(styles: readonly Style[], names: readonly string[]): Style[] {
  return names.flatMap((name) => styles.find((style) => style.name === name) ?? []);
}
