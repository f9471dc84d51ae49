import type { Canvas, RgbPixels } from '../../image/pixels';
import type { ClippedDetection } from '../clipped-detection';
import type { Rgb } from '../colour';
import type { LabelTemplate } from '../label-template';
import type { Region } from '../region';
import type { Scale } from '../scale';
import type { PlacedShape } from '../zone-shape';

/** What a style draws and how. Sizes are in pixels of the canvas. */
export interface Drawing extends Scale {
  /** The image with the styles drawn so far. Styles write to it. */
  readonly canvas: Canvas;
  /** The zones and lines of the image. */
  readonly zones: readonly PlacedShape[];
  /** The detections with this style, largest first: drawn in this order, small ones stay visible. */
  readonly detections: readonly ClippedDetection[];
  /** Of overlays: 0 = invisible, 1 = opaque. */
  readonly opacity: number;
  /** Of a halo at the edge of the object: 0 = invisible, 1 = opaque. */
  readonly haloOpacity: number;
  readonly backgroundColour: Rgb;
  /** Of the background: 0 = invisible, 1 = opaque. */
  readonly backgroundOpacity: number;
  /** Swaps objects and background, for styles that fill one of them. */
  readonly invert: boolean;
  readonly labelTemplate: LabelTemplate;
}

/**
 * A way to draw detections on an image. A new style is a file in this folder, a line in `index.ts` and its name in
 * `style-names.ts`.
 */
export interface PaintStyle {
  /** The value in saved flows. */
  readonly name: string;
  draw(drawing: Drawing): void | Promise<void>;
}

/** A way to make objects unrecognisable. */
export interface RedactionStyle {
  readonly name: string;
  /**
   * Replaces every pixel of the region by a colour that reveals nothing about it.
   * @param cell smallest side in pixels of the area that a colour may be averaged over
   */
  redact(image: RgbPixels, region: Region, cell: number): void;
}
