import { inkOn } from '../colour';
import type { Figure } from '../figure';
import { placeLabels } from '../label-places';
import { type LabelText, labelText } from '../label-text';
import { paintRect, paintText } from '../paint';
import type { RenderStyle } from './style';

/** Class name and score on a plate of the class colour at the top left of the box. */
export const label = {
  name: 'label',

  async draw({ canvas, figures, textHeight }) {
    const padding = Math.round(textHeight / 3);
    const labels: { figure: Figure; text: LabelText; anchor: Figure['box']; width: number; height: number }[] = [];
    for (const figure of figures) {
      const text = await labelText(figure.label, figure.score, textHeight, canvas.width - 2 * padding);
      const { width, height } = text;
      if (width > 0 && height <= canvas.height) {
        labels.push({ figure, text, anchor: figure.box, width: width + 2 * padding, height });
      }
    }
    const places = placeLabels(labels, canvas);
    labels.forEach(({ figure, text }, index) => {
      const place = places[index]!;
      const ink = inkOn(figure.colour);
      paintRect(canvas, place, figure.colour, 1);
      for (const { raster, left } of text.parts) paintText(canvas, raster, place.left + padding + left, place.top, ink);
    });
  },
} as const satisfies RenderStyle;
