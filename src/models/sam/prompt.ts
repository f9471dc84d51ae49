import type { Bbox, BoxUnit, Detection, ImageSize, Mask, Point } from '../../contract';
import { refuseMore } from '../../contract/detections-input';
import { placedBoxes } from '../../contract/placed-boxes';
import { refuseMorePoints } from '../../contract/points-input';
import { VisionError } from '../../errors';
import { clipBox } from '../../geometry/box';

/** One object to segment, given by a box, by points, or by both. In pixels of the upright image. */
export interface SamPrompt {
  readonly box?: Bbox;
  readonly points: readonly Point[];
  /** The mask of the object in an earlier frame, moved to where it should be now. The result is the candidate most like it. */
  readonly earlier?: Mask;
}

/** Points of all prompts together. A point counts once for each box that it is in. */
const MAX_POINTS_IN_BOXES = 100_000;

/**
 * One prompt per box, with the points inside the box. Without boxes, all points together are one prompt.
 * @throws VisionError `BAD_BOXES` if there are too many
 */
export function promptsFrom(boxes: readonly Bbox[], points: readonly Point[]): SamPrompt[] {
  refuseMore('The image', boxes.length);
  refuseMorePoints('The image', points.length);
  if (boxes.length === 0) return points.length > 0 ? [{ points }] : [];
  let count = 0;
  return boxes.map((box) => {
    const inside = points.filter((point) => isInBox(point, box));
    count += inside.length;
    if (count <= MAX_POINTS_IN_BOXES) return { box, points: inside };
    throw new VisionError(
      'BAD_BOXES',
      `The boxes have too many points: at most ${MAX_POINTS_IN_BOXES} in all boxes together, got ${count} or more`,
    );
  });
}

/**
 * The prompts of an image: one per box, in pixels, or one of all points.
 * @throws VisionError `BAD_BOXES` for a box that cannot be one of this image
 */
export function promptsInImage(
  {
    boxes,
    boxUnit,
    points,
    earlier = [],
  }: {
    readonly boxes: readonly Pick<Detection, 'bbox' | 'mask'>[];
    readonly boxUnit?: BoxUnit | undefined;
    readonly points: readonly Point[];
    readonly earlier?: readonly (Mask | undefined)[] | undefined;
  },
  image: ImageSize,
): SamPrompt[] {
  const placed = placedBoxes(boxes, image, boxUnit);
  const prompts = promptsFrom(
    placed.map(({ bbox }) => bbox),
    points,
  );
  return prompts.map((prompt, index) => ({ ...prompt, ...(earlier[index] && { earlier: earlier[index] }) }));
}

/** Clips a prompt to the image. `undefined` if no box area remains, or, without a box, no object point (label 1). */
export function promptInImage({ box, points, earlier }: SamPrompt, image: ImageSize): SamPrompt | undefined {
  const inside = points.filter((point) => isInBox(point, [0, 0, image.width, image.height]));
  if (box === undefined) return inside.some(({ label }) => label === 1) ? { points: inside } : undefined;
  const clipped = clipBox(box, image);
  return clipped[2] > 0 && clipped[3] > 0 ? { box: clipped, points: inside, ...(earlier && { earlier }) } : undefined;
}

const isInBox = (point: Point, [x, y, width, height]: Bbox): boolean =>
  point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
