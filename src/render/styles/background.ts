import { paintRegion } from '../paint';
import { unionOf } from '../region';
import type { PaintStyle } from './style';

/** A sheet of one colour over everything but the objects; inverted, over the objects. */
export const background = {
  name: 'background',

  draw({ canvas, detections, backgroundColour, backgroundOpacity, invert }) {
    const objects = detections.map(({ shape }) => shape);
    paintRegion(canvas, unionOf(objects, canvas, !invert), backgroundColour, backgroundOpacity);
  },
} as const satisfies PaintStyle;
