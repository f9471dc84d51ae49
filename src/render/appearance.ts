import type { Detection } from '../contract';
import { invalidInput } from '../errors';
import { grey, type Rgb, rgbFromText } from './colour';
import type { ColourAssigner } from './colour-assigner';
import type { DrawOptions } from './draw-options';
import { type RenderStyleName, renderStyleNames } from './styles';

/** Which styles and colours the detections have. */
export interface Appearance {
  /** Every style that any detection can have, in the order of drawing. */
  readonly order: readonly RenderStyleName[];
  stylesOf(detection: Detection): readonly RenderStyleName[];
  /** The colours of a picture's detections. */
  coloursOf(detections: readonly Detection[]): Rgb[];
}

/** @throws VisionError `INVALID_INPUT` */
export function appearanceOf(
  { styles, classes, colourBy }: Pick<DrawOptions, 'styles' | 'classes' | 'colourBy'>,
  assigner: ColourAssigner,
): Appearance {
  const byLabel = new Map<string, { styles: readonly RenderStyleName[]; colour: Rgb | undefined }>();
  const order = [...new Set(checked('styles', styles))];
  classes.forEach((row, index) => {
    const name = `classes[${index}]`;
    const label = keyOf(row.label);
    if (label === '') throw invalidInput(`${name}.label`, 'a class name', row.label);
    if (byLabel.has(label)) throw invalidInput(`${name}.label`, 'unique (case is ignored)', row.label);
    const own = row.styles && checked(`${name}.styles`, row.styles);
    const colour = row.colour ? rgbFromText(`${name}.colour`, row.colour) : undefined;
    byLabel.set(label, { styles: own ?? styles, colour });
    for (const style of own ?? []) if (!order.includes(style)) order.splice(insertionIndex(style, order), 0, style);
  });
  const classAppearanceOf = ({ label }: Detection) => byLabel.get(keyOf(label));

  return {
    order,
    stylesOf: (detection) => classAppearanceOf(detection)?.styles ?? styles,
    coloursOf(detections) {
      const defaults = defaultColours(detections, colourBy, assigner);
      return detections.map((detection, index) => classAppearanceOf(detection)?.colour ?? defaults[index]!);
    },
  };
}

/** A class that nobody meant differently must not slip through for its spelling: it may be the one to be redacted. */
const keyOf = (label: unknown): string =>
  String(label ?? '')
    .trim()
    .toLowerCase();

function checked(name: string, styles: readonly RenderStyleName[]): readonly RenderStyleName[] {
  const isKnown = Array.isArray(styles) && styles.every((style) => renderStyleNames.includes(style));
  if (isKnown) return styles;
  const wrong: unknown = Array.isArray(styles) ? styles.find((style) => !renderStyleNames.includes(style)) : styles;
  throw invalidInput(name, `some of ${renderStyleNames.join(', ')}`, wrong);
}

/** Before the first style that it usually lies under. */
function insertionIndex(style: RenderStyleName, order: readonly RenderStyleName[]): number {
  const rank = (name: RenderStyleName): number => renderStyleNames.indexOf(name);
  const above = order.findIndex((other) => rank(other) > rank(style));
  return above === -1 ? order.length : above;
}

function defaultColours(
  detections: readonly Detection[],
  by: DrawOptions['colourBy'],
  assigner: ColourAssigner,
): Rgb[] {
  if (by === 'detection') return detections.map((_, index) => assigner.forNumber(index));
  if (by === 'track') return detections.map(({ trackId }) => trackColour(trackId, assigner));
  const colours = assigner.forLabels(detections.map(({ label }) => label));
  return detections.map(({ label }) => colours.get(label)!);
}

function trackColour(trackId: unknown, assigner: ColourAssigner): Rgb {
  if (typeof trackId === 'number' && Number.isFinite(trackId)) return assigner.forNumber(trackId);
  return typeof trackId === 'string' && trackId !== '' ? assigner.forText(trackId) : grey;
}
