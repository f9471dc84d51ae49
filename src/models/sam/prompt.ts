import type { Bbox, ImageSize, Point } from '../../contract';
import { clipBox } from '../../geometry/box';

/** One object to segment, given by a box, by points, or by both. In pixels of the upright image. */
export interface SamPrompt {
  readonly box?: Bbox;
  readonly points: readonly Point[];
}

/** One prompt per box, with the points inside the box. Without boxes, all points together are one prompt. */
export function promptsFrom(boxes: readonly Bbox[], points: readonly Point[]): SamPrompt[] {
  if (boxes.length === 0) return points.length > 0 ? [{ points }] : [];
  return boxes.map((box) => ({ box, points: points.filter((point) => isInBox(point, box)) }));
}

/** Clips a prompt to the image. `undefined` if no box area remains, or, without a box, no object point (label 1). */
export function promptInImage({ box, points }: SamPrompt, image: ImageSize): SamPrompt | undefined {
  const inside = points.filter((point) => isInBox(point, [0, 0, image.width, image.height]));
  if (box === undefined) return inside.some(({ label }) => label === 1) ? { points: inside } : undefined;
  const clipped = clipBox(box, image);
  return clipped[2] > 0 && clipped[3] > 0 ? { box: clipped, points: inside } : undefined;
}

const isInBox = (point: Point, [x, y, width, height]: Bbox): boolean =>
  point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
