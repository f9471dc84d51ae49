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

const redactions = [blur, pixelate, blackout] as const satisfies readonly RedactionStyle[];
/** In the default order of drawing, later ones on top. */
const paints = [
  maskOnly,
  background,
  cutout,
  halo,
  overlay,
  outline,
  box,
  label,
] as const satisfies readonly PaintStyle[];

export type RenderStyleName = (typeof redactions | typeof paints)[number]['name'];

/** In the default order of drawing, redactions first. */
export const renderStyleNames: readonly RenderStyleName[] = [...redactions, ...paints].map(({ name }) => name);

/** The redactions among `names`, in that order. */
export const redactionsNamed = (names: readonly RenderStyleName[]): RedactionStyle[] => named(redactions, names);
/** The other styles among `names`, in that order. */
export const paintsNamed = (names: readonly RenderStyleName[]): PaintStyle[] => named(paints, names);

function named<Style extends { readonly name: string }>(styles: readonly Style[], names: readonly string[]): Style[] {
  return names.flatMap((name) => styles.find((style) => style.name === name) ?? []);
}
