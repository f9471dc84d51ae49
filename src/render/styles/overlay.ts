import { paintMask, paintRect } from '../paint';
import type { RenderStyle } from './style';

/** A translucent sheet of the class colour over the mask, or over the box where there is no mask. */
export const overlay = {
  name: 'overlay',

  draw({ canvas, figures, opacity }) {
    for (const { mask, box, colour } of figures) {
      if (mask) paintMask(canvas, mask, colour, opacity);
      else paintRect(canvas, box, colour, opacity);
    }
  },
} as const satisfies RenderStyle;
