import type { RgbPixels } from '../../image/pixels';
import type { Figure } from '../figure';
import type { Scale } from '../scale';

/** What a style works on. */
export interface Drawing extends Scale {
  /** The picture so far; styles draw into its `data`. */
  readonly canvas: RgbPixels;
  /** Largest first, so that small ones stay visible when painted in this order. */
  readonly figures: readonly Figure[];
  /** Of whatever the style draws translucent: 0 to 1. */
  readonly opacity: number;
}

/** One way to show detections on a picture. */
export interface RenderStyle {
  /** As it stands in saved flows. */
  readonly name: string;
  draw(drawing: Drawing): void | Promise<void>;
}
