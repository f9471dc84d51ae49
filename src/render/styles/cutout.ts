import { clearRegion } from '../paint';
import { unionOf } from '../region';
import type { PaintStyle } from './style';

/** Makes everything but the objects transparent; with `invert`, the objects. */
export const cutout = {
  name: 'cutout',

  draw({ canvas, detections, invert }) {
    const objects = detections.map(({ shape }) => shape);
    clearRegion(canvas, unionOf(objects, canvas, !invert));
  },
} as const satisfies PaintStyle;
