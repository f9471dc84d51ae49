import { inkOn } from '../colour';
import type { Figure } from '../figure';
import { placeLabels } from '../label-places';
import { type LabelText, labelText } from '../label-text';
import { paintCoverage, paintRegion } from '../paint';
import type { PaintStyle } from './style';

/** What the label template says, on a plate of the object's colour at the top left of the box. */
export const label = {
  name: 'label',

  async draw({ canvas, figures, labelTemplate, textHeight }) {
    const padding = Math.round(textHeight / 3);
    const labels: { figure: Figure; text: LabelText; anchor: Figure['box']; width: number; height: number }[] = [];
    for (const figure of figures) {
      const text = await labelText(labelTemplate(figure), textHeight, canvas.width - 2 * padding);
      const { width, height } = text;
      if (width > 0 && height <= canvas.height) {
        labels.push({ figure, text, anchor: figure.box, width: width + 2 * padding, height });
      }
    }
    const places = placeLabels(labels, canvas);
    labels.forEach(({ figure, text }, index) => {
      const place = places[index]!;
      const ink = inkOn(figure.colour);
      paintRegion(canvas, place, figure.colour, 1);
      for (const { raster, left } of text.parts) {
        paintCoverage(canvas, raster, place.left + padding + left, place.top, ink);
      }
    });
  },
} as const satisfies PaintStyle;
