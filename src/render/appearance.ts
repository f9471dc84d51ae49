import { type Detection, labelKey } from '../contract';
import { invalidInput } from '../errors';
import { grey, type Rgb, rgbFromText } from './colour';
import type { ColourAssigner } from './colour-assigner';
import type { DrawOptions } from './draw-options';
import { type RenderStyleName, renderStyleNames } from './styles/style-names';

/** The styles and colours that detections are drawn with. */
export interface Appearance {
  /** All styles that a detection can have, in the order in which they are drawn. */
  readonly order: readonly RenderStyleName[];
  stylesOf(detection: Detection): readonly RenderStyleName[];
  /** One colour for each detection of an image, in order. */
  coloursOf(detections: readonly Detection[]): Rgb[];
}

/**
 * Combines the styles of all detections with the rows of `classes`, which override them by label.
 * @throws VisionError `INVALID_INPUT` for an unknown style, an invalid colour, or a label that is empty or listed twice
 */
export function appearanceOf(
  { styles, classes, colourBy }: Pick<DrawOptions, 'styles' | 'classes' | 'colourBy'>,
  assigner: ColourAssigner,
): Appearance {
  const byLabel = new Map<string, { styles: readonly RenderStyleName[]; colour: Rgb | undefined }>();
  const order = [...new Set(checked('styles', styles))];
  classes.forEach((row, index) => {
    const name = `classes[${index}]`;
    const label = labelKey(String(row.label ?? ''));
    if (label === '') throw invalidInput(`${name}.label`, 'a class name', row.label);
    if (byLabel.has(label)) throw invalidInput(`${name}.label`, 'unique (case is ignored)', row.label);
    const own = row.styles && checked(`${name}.styles`, row.styles);
    const colour = row.colour ? rgbFromText(`${name}.colour`, row.colour) : undefined;
    byLabel.set(label, { styles: own ?? styles, colour });
    for (const style of own ?? []) if (!order.includes(style)) order.splice(insertionIndex(style, order), 0, style);
  });
  const classAppearanceOf = ({ label }: Detection) => byLabel.get(labelKey(label));

  return {
    order,
    stylesOf: (detection) => classAppearanceOf(detection)?.styles ?? styles,
    coloursOf(detections) {
      const defaults = defaultColours(detections, colourBy, assigner);
      return detections.map((detection, index) => classAppearanceOf(detection)?.colour ?? defaults[index]!);
    },
  };
}

function checked(name: string, styles: readonly RenderStyleName[]): readonly RenderStyleName[] {
  const isKnown = Array.isArray(styles) && styles.every((style) => renderStyleNames.includes(style));
  if (isKnown) return styles;
  const wrong: unknown = Array.isArray(styles) ? styles.find((style) => !renderStyleNames.includes(style)) : styles;
  throw invalidInput(name, `some of ${renderStyleNames.join(', ')}`, wrong);
}

/** Where to insert a style: before the first style that comes later in `renderStyleNames`. */
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
  return detections.map(({ label }) => assigner.forLabel(label));
}

function trackColour(trackId: unknown, assigner: ColourAssigner): Rgb {
  if (typeof trackId === 'number' && Number.isFinite(trackId)) return assigner.forNumber(trackId);
  return typeof trackId === 'string' && trackId !== '' ? assigner.forText(trackId) : grey;
}
