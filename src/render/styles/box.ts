import { paintRegion } from '../paint';
import { borderOf } from '../pixel-rect';
import type { PaintStyle } from './style';

/** A solid line inside the edge of the box, also if there is a mask. */
export const box = {
  name: 'box',

  draw({ canvas, detections, lineWidth }) {
    for (const { box, colour } of detections) {
      for (const line of borderOf(box, lineWidth)) paintRegion(canvas, line, colour, 1);
    }
  },
} as const satisfies PaintStyle;
