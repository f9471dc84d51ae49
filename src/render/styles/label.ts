import type { ClippedDetection } from '../clipped-detection';
import { inkOn } from '../colour';
import { positionLabels } from '../label-positions';
import { type LabelText, labelText } from '../label-text';
import { paintCoverage, paintRegion } from '../paint';
import type { PaintStyle } from './style';

/** Labels that are drawn in one image at most: those of the first detections. More cannot be read. */
const MAX_LABELS = 1000;

/** The text of the label template on a plate in the object's colour, at the top left of the box. */
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
    const last = detections.map(({ index }) => index).sort((a, b) => a - b)[MAX_LABELS - 1] ?? Number.POSITIVE_INFINITY;
    for (const detection of detections.filter(({ index }) => index <= last)) {
      const text = await labelText(labelTemplate(detection), textHeight, canvas.width - 2 * padding);
      const { width, height } = text;
      if (width > 0 && height <= canvas.height) {
        labels.push({ detection, text, anchor: detection.box, width: width + 2 * padding, height });
      }
    }
    const positions = positionLabels(labels, canvas);
    labels.forEach(({ detection, text }, index) => {
      const position = positions[index]!;
      const ink = inkOn(detection.colour);
      paintRegion(canvas, position, detection.colour, 1);
      for (const { raster, left } of text.words) {
        paintCoverage(canvas, raster, position.left + padding + left, position.top, ink);
      }
    });
  },
} as const satisfies PaintStyle;
