import type { ClippedDetection } from '../clipped-detection';
import { inkOn } from '../colour';
import { placeLabels } from '../label-places';
import { type LabelText, labelText } from '../label-text';
import { paintCoverage, paintRegion } from '../paint';
import type { PaintStyle } from './style';

/** What the label template says, on a plate of the object's colour at the top left of the box. */
export const label = {
  name: 'label',

  async draw({ canvas, detections, labelTemplate, textHeight }) {
    const padding = Math.round(textHeight / 3);
    const labels: {
      detection: ClippedDetection;
      text: LabelText;
      anchor: ClippedDetection['box'];
      width: number;
      height: number;
    }[] = [];
    for (const detection of detections) {
      const text = await labelText(labelTemplate(detection), textHeight, canvas.width - 2 * padding);
      const { width, height } = text;
      if (width > 0 && height <= canvas.height) {
        labels.push({ detection, text, anchor: detection.box, width: width + 2 * padding, height });
      }
    }
    const places = placeLabels(labels, canvas);
    labels.forEach(({ detection, text }, index) => {
      const place = places[index]!;
      const ink = inkOn(detection.colour);
      paintRegion(canvas, place, detection.colour, 1);
      for (const { raster, left } of text.parts) {
        paintCoverage(canvas, raster, place.left + padding + left, place.top, ink);
      }
    });
  },
} as const satisfies PaintStyle;
