import type { Detection } from '../../../src/contract';
import type { Canvas } from '../../../src/image/pixels';
import { colourAssigner } from '../../../src/render/colour-assigner';
import { drawDetections } from '../../../src/render/draw';
import type { DrawOptions } from '../../../src/render/draw-options';
import { renderDefaults } from '../../../src/render/renderer';
import { greyImage } from './images';

/** Draws detections on a grey image and returns the canvas. */
export async function drawOnGrey(
  [width, height]: readonly [number, number],
  detections: readonly Detection[],
  options: Partial<DrawOptions>,
): Promise<Canvas> {
  return drawDetections(greyImage(width, height), detections, { ...renderDefaults, ...options }, colourAssigner());
}
