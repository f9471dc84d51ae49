import { contourOf } from '../contour';
import { paintRegion } from '../paint';
import { borderOf } from '../pixel-rect';
import type { PaintStyle } from './style';

/** A solid line inside the edge of the mask, or of the box if there is no mask. */
export const outline = {
  name: 'outline',

  draw({ canvas, detections, lineWidth }) {
    for (const { shape, colour } of detections) {
      const lines = 'data' in shape ? [contourOf(shape, canvas, lineWidth)] : borderOf(shape, lineWidth);
      for (const line of lines) paintRegion(canvas, line, colour, 1);
    }
  },
} as const satisfies PaintStyle;
