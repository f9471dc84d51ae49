import { black } from '../colour';
import { paintRegion } from '../paint';
import type { PaintStyle } from './style';

/** The objects in flat colours on black. No pixel of the image remains. */
export const maskOnly = {
  name: 'mask-only',

  draw({ canvas, detections }) {
    paintRegion(canvas, { left: 0, top: 0, right: canvas.width, bottom: canvas.height }, black, 1);
    for (const { shape, colour } of detections) paintRegion(canvas, shape, colour, 1);
  },
} as const satisfies PaintStyle;
