import type { Canvas, RgbPixels } from '../../image/pixels';
import type { ClippedDetection } from '../clipped-detection';
import type { Rgb } from '../colour';
import type { LabelTemplate } from '../label-template';
import type { Region } from '../region';
import type { Scale } from '../scale';

/** What a style paints, and how. */
export interface Drawing extends Scale {
  /** The picture so far; styles draw into it. */
  readonly canvas: Canvas;
  /** Those that are to have the style. Largest first, so that small ones stay visible when painted in this order. */
  readonly detections: readonly ClippedDetection[];
  /** Of overlays: 0 = not visible, 1 = nothing shines through. */
  readonly opacity: number;
  readonly haloOpacity: number;
  readonly backgroundColour: Rgb;
  readonly backgroundOpacity: number;
  /** The style's region is everything but the objects, or the other way round, for styles that fill a region. */
  readonly invert: boolean;
  readonly labelTemplate: LabelTemplate;
}

/** One way to show detections on a picture. */
export interface PaintStyle {
  /** As it stands in saved flows. */
  readonly name: string;
  draw(drawing: Drawing): void | Promise<void>;
}

/** One way to make objects unrecognisable. */
export interface RedactionStyle {
  readonly name: string;
  /**
   * Replaces every pixel of the region by what tells nothing about it.
   * @param cell the smallest side in pixels of what a colour may be averaged over
   */
  redact(image: RgbPixels, region: Region, cell: number): void;
}
