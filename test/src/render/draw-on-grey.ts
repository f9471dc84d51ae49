import type { Detection } from '../../../src/contract';
import type { RgbPixels } from '../../../src/image/pixels';
import { type DrawOptions, drawDetections } from '../../../src/render/draw';
import { openPalette } from '../../../src/render/palette';
import { greyPicture } from './pictures';

/** What the styles draw on a grey picture. */
export async function drawOnGrey(
  [width, height]: readonly [number, number],
  detections: readonly Detection[],
  { styles, opacity = 0.5 }: Pick<DrawOptions, 'styles'> & Partial<DrawOptions>,
): Promise<RgbPixels> {
  const canvas = greyPicture(width, height);
  await drawDetections(canvas, detections, { styles, opacity }, openPalette());
  return canvas;
}
