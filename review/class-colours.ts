import { inkOn, type Rgb } from '../src/render/colour';
import { paletteColours } from '../src/render/palettes';

const palette = paletteColours('default');

/** The colour of the class at an index; classes that are not listed have the first one. */
export const colourOf = (classes: readonly { readonly name: string }[], label: string): Rgb =>
  palette[
    Math.max(
      0,
      classes.findIndex(({ name }) => name === label),
    ) % palette.length
  ]!;

export const cssColour = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** Sets the colours of a swatch. Style attributes in markup would be refused by the page's policy. */
export function paint(element: HTMLElement, colour: Rgb): void {
  element.style.setProperty('--class-colour', cssColour(colour));
  element.style.setProperty('--class-ink', cssColour(inkOn(colour)));
}
