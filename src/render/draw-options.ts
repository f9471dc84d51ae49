import type { ImageSize } from '../contract';
import type { PaletteName } from './palettes';
import type { RenderStyleName } from './styles';

export const colourKeys = ['class', 'detection', 'track'] as const;

/** How one class is shown, where that differs from all others. */
export interface ClassAppearance {
  /** The detections that it is for; upper or lower case does not matter. */
  readonly label: string;
  /** `#rrggbb` */
  readonly colour?: string | undefined;
  /** Instead of the styles of all; none of them draws nothing. */
  readonly styles?: readonly RenderStyleName[] | undefined;
}

/** How detections are shown on a picture. */
export interface DrawOptions {
  /** Drawn one over the other in this order. Redactions come first, wherever they stand. */
  readonly styles: readonly RenderStyleName[];
  readonly classes: readonly ClassAppearance[];
  /** What has a colour of its own: a class, a detection by its place in the list, or what bears a `trackId`. */
  readonly colourBy: (typeof colourKeys)[number];
  readonly palette: PaletteName;
  /** Of overlays: 0 = not visible, 1 = nothing shines through. */
  readonly opacity: number;
  readonly haloOpacity: number;
  /** `#rrggbb` */
  readonly backgroundColour: string;
  readonly backgroundOpacity: number;
  /** Pixels by which a redaction goes beyond the edge of the object, in the picture as it came. */
  readonly grow: number | 'auto';
  /** Redactions, background and cutout are for everything but the objects, or the other way round. */
  readonly invert: boolean;
  /** The picture that the detections are of, where that is known. Redactions refuse one of another size. */
  readonly foundOn?: ImageSize | undefined;
  /** `{label} {score}%`; what can stand in it is in `label-template.ts`. */
  readonly labelText: string;
  /** From the top of "l" to the bottom of "g", in pixels of the drawn picture. */
  readonly textSize: number | 'auto';
  /** In pixels; 0 = as wide as the picture came. */
  readonly maxWidth: number;
}
