import { paintRegion } from '../paint';
import type { PaintStyle } from './style';

/** Blends the object's colour over its mask, or its box if there is no mask. */
export const overlay = {
  name: 'overlay',

  draw({ canvas, detections, opacity }) {
    for (const { shape, colour } of detections) paintRegion(canvas, shape, colour, opacity);
  },
} as const satisfies PaintStyle;
