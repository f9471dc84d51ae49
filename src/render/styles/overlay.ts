import { paintRegion } from '../paint';
import type { PaintStyle } from './style';

/** A translucent sheet of the object's colour over its mask or box. */
export const overlay = {
  name: 'overlay',

  draw({ canvas, detections, opacity }) {
    for (const { shape, colour } of detections) paintRegion(canvas, shape, colour, opacity);
  },
} as const satisfies PaintStyle;
