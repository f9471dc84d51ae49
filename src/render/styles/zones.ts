import { type Segment, segmentsOf, sidesOf } from '../../geometry/segment';
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
      const strokes = isZone ? sides : [...sides, ...arrowOf(sides, textHeight * ARROW)];
      paintRegion(canvas, strokeRegion(strokes, lineWidth, canvas), colour, 1);
    }
    await drawNames(drawing);
  },
} as const satisfies PaintStyle;

/** An arrow at right angles to the middle segment of a line, to its right-hand side. */
function arrowOf(sides: readonly Segment[], length: number): Segment[] {
  const [[ax, ay], [bx, by]] = sides[Math.floor(sides.length / 2)]!;
  const size = Math.hypot(bx - ax, by - ay) || 1;
  const [ux, uy] = [(bx - ax) / size, (by - ay) / size];
  const middle = [(ax + bx) / 2, (ay + by) / 2] as const;
  // With y pointing down, the right-hand side of (x, y) is (-y, x).
  const at = (along: number, aside: number) =>
    [middle[0] - uy * along + ux * aside, middle[1] + ux * along + uy * aside] as const;
  const tip = at(length, 0);
  const head = length / 3;
  return [
    [middle, tip],
    [at(length - head, head), tip],
    [at(length - head, -head), tip],
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
