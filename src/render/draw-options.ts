import type { ImageSize } from '../contract';
import type { PaletteName } from './palettes';
import type { RenderStyleName } from './styles/style-names';
import type { ZoneShape } from './zone-shape';

/** What gets a colour of its own: each class, each detection, or each `trackId`. */
export const colourKeys = ['class', 'detection', 'track'] as const;

/** How the detections of one class are drawn, if different from the others. */
export interface ClassAppearance {
  /** The label of the detections, compared by `labelKey`. */
  readonly label: string;
  /** `#rrggbb` or `#rgb`, instead of the colour by `colourBy`. */
  readonly colour?: string | undefined;
  /** Replaces `DrawOptions.styles` for this class; an empty array draws nothing. */
  readonly styles?: readonly RenderStyleName[] | undefined;
}

/** How detections are drawn on an image. */
export interface DrawOptions {
  /** Drawn in this order, later ones on top. Redactions are always applied first. */
  readonly styles: readonly RenderStyleName[];
  /** Overrides by label, at most one row per label. */
  readonly classes: readonly ClassAppearance[];
  /** What determines the colour: the label, the index of the detection, or its `trackId`. */
  readonly colourBy: (typeof colourKeys)[number];
  readonly palette: PaletteName;
  /** Of overlays: 0 = invisible, 1 = opaque. */
  readonly opacity: number;
  /** Of a halo at the edge of the object: 0 = invisible, 1 = opaque. */
  readonly haloOpacity: number;
  /** `#rrggbb` or `#rgb`. */
  readonly backgroundColour: string;
  /** Of the background: 0 = invisible, 1 = opaque. */
  readonly backgroundOpacity: number;
  /** Pixels of the original image by which a redaction extends beyond the edge of the object; `auto`: by image size. */
  readonly grow: number | 'auto';
  /**
   * Percent of the pixels of a box that its mask must cover, 0 to 100. For a mask that covers less, styles that hide
   * objects use the box.
   */
  readonly minCoverage: number;
  /** Zones and lines, for the style `zones`. */
  readonly zones?: readonly ZoneShape[] | undefined;
  /** Swaps objects and background for redactions, `background` and `cutout`. */
  readonly invert: boolean;
  /**
   * Size of the image in which the objects were detected, if known. Styles that hide reject an image of another size.
   */
  readonly foundOn?: ImageSize | undefined;
  /** Such as `{label} {score}%`. Placeholders are listed in `label-template.ts`. */
  readonly labelText: string;
  /** From the top of "l" to the bottom of "g", in pixels of the drawn image; `auto`: by its size. */
  readonly textSize: number | 'auto';
  /** Width in pixels to which a wider image is shrunk before drawing; 0 = no limit. */
  readonly maxWidth: number;
}
