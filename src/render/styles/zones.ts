import { arrowOf } from '../../geometry/line-arrow';
import { type Point2d, type Segment, segmentsOf, sidesOf } from '../../geometry/segment';
import { inkOn } from '../colour';
import { type AnchoredLabel, positionLabels } from '../label-positions';
import { type LabelText, labelText } from '../label-text';
import { paintCoverage, paintRegion } from '../paint';
import { polygonRegion, strokeRegion } from '../polygon-region';
import type { PlacedShape } from '../zone-shape';
import type { Drawing, PaintStyle } from './style';

/** Of the area of a zone: objects in it stay visible. */
const FILL = 0.15;
/** Length of the arrow of a line, in heights of its text. */
const ARROW = 1.5;

/** The zones and lines of `vision-zones` with their counts. An arrow at the middle of a line shows the direction "in". */
export const zones = {
  name: 'zones',

  async draw(drawing) {
    const { canvas, lineWidth, textHeight } = drawing;
    for (const { kind, points, colour } of drawing.zones) {
      const isZone = kind === 'zone';
      const sides = isZone ? sidesOf(points) : segmentsOf(points);
      if (isZone) paintRegion(canvas, polygonRegion([points], canvas), colour, FILL);
      const strokes = isZone ? sides : [...sides, ...arrowSegments(points, textHeight * ARROW)];
      paintRegion(canvas, strokeRegion(strokes, lineWidth, canvas), colour, 1);
    }
    await drawNames(drawing);
  },
} as const satisfies PaintStyle;

/** The arrow of a line as segments: its shaft, and the two sides of its head. */
function arrowSegments(points: readonly Point2d[], length: number): Segment[] {
  const arrow = arrowOf(points);
  if (!arrow) return [];
  const { at, direction } = arrow;
  const [x, y] = direction;
  const pointAt = (along: number, aside: number): Point2d => [
    at[0] + along * x + aside * y,
    at[1] + along * y - aside * x,
  ];
  const tip = pointAt(length, 0);
  const head = length / 3;
  return [
    [at, tip],
    [pointAt(length - head, head), tip],
    [pointAt(length - head, -head), tip],
  ];
}

/** Names and counts, each on a plate at the top left of its shape. */
async function drawNames({ canvas, zones: shapes, textHeight }: Drawing): Promise<void> {
  const padding = Math.round(textHeight / 3);
  const labels: (AnchoredLabel & { readonly text: LabelText; readonly shape: PlacedShape })[] = [];
  for (const shape of shapes) {
    const words = [
      { text: shape.name, isName: true },
      { text: shape.count, isName: false },
    ];
    const text = await labelText(words, textHeight, canvas.width - 2 * padding);
    if (text.width === 0 || text.height > canvas.height) continue;
    const [left, top] = [0, 1].map((axis) => Math.round(Math.min(...shape.points.map((point) => point[axis]!))));
    const anchor = { left: left!, top: top!, right: left!, bottom: top! };
    labels.push({ text, shape, anchor, width: text.width + 2 * padding, height: text.height });
  }
  positionLabels(labels, canvas).forEach((position, index) => {
    const { text, shape } = labels[index]!;
    paintRegion(canvas, position, shape.colour, 1);
    for (const { raster, left } of text.words) {
      paintCoverage(canvas, raster, position.left + padding + left, position.top, inkOn(shape.colour));
    }
  });
}
