import { paintRegion } from '../paint';
import type { PaintStyle } from './style';

/** A translucent sheet of the object's colour over its mask or box. */
export const overlay = {
  name: 'overlay',

  draw({ canvas, figures, opacity }) {
    for (const { shape, colour } of figures) paintRegion(canvas, shape, colour, opacity);
  },
} as const satisfies PaintStyle;
