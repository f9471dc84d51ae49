import { clearRegion } from '../paint';
import { unionOf } from '../region';
import type { PaintStyle } from './style';

/** The objects alone, all else transparent; inverted, the picture with holes where they were. */
export const cutout = {
  name: 'cutout',

  draw({ canvas, detections, invert }) {
    const objects = detections.map(({ shape }) => shape);
    clearRegion(canvas, unionOf(objects, canvas, !invert));
  },
} as const satisfies PaintStyle;
