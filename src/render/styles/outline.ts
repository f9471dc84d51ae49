import { contourOf } from '../contour';
import { paintMask, paintRect } from '../paint';
import { frameOf } from '../pixel-rect';
import type { RenderStyle } from './style';

/** A solid line inside the edge of the mask, or of the box where there is no mask. */
export const outline = {
  name: 'outline',

  draw({ canvas, figures, lineWidth }) {
    for (const { mask, box, colour } of figures) {
      if (mask) paintMask(canvas, contourOf(mask, canvas, lineWidth), colour, 1);
      else for (const line of frameOf(box, lineWidth)) paintRect(canvas, line, colour, 1);
    }
  },
} as const satisfies RenderStyle;
