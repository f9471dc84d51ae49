import type { Detection } from '../contract';
import type { RgbPixels } from '../image/pixels';
import { figuresOf } from './figure';
import type { Palette } from './palette';
import { scaleFor } from './scale';
import { type RenderStyleName, stylesNamed } from './styles';

export interface DrawOptions {
  /** Drawn one over the other in the order of `renderStyleNames`, whatever their order here. */
  readonly styles: readonly RenderStyleName[];
  /** Of overlays: 0 = not visible, 1 = nothing shines through. */
  readonly opacity: number;
}

/** Draws into the canvas. */
export async function drawDetections(
  canvas: RgbPixels,
  detections: readonly Detection[],
  { styles, opacity }: DrawOptions,
  palette: Palette,
): Promise<void> {
  const drawing = { canvas, figures: figuresOf(detections, canvas, palette), opacity, ...scaleFor(canvas) };
  for (const style of stylesNamed(styles)) await style.draw(drawing);
}
