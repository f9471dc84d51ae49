import { paintRegion } from '../paint';
import { unionOf } from '../region';
import type { PaintStyle } from './style';

/** Blends one colour over everything but the objects; with `invert`, over the objects. */
export const background = {
  name: 'background',

  draw({ canvas, detections, backgroundColour, backgroundOpacity, invert }) {
    const objects = detections.map(({ shape }) => shape);
    paintRegion(canvas, unionOf(objects, canvas, !invert), backgroundColour, backgroundOpacity);
  },
} as const satisfies PaintStyle;
