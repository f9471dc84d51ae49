import type { ImageSize } from '../contract';
import { doOverlap, type PixelRect } from './pixel-rect';

/** A label that wants to lie at the top left of a rectangle. */
export interface UnplacedLabel extends ImageSize {
  readonly anchor: PixelRect;
}

/**
 * Where the labels go: each inside the picture, on the top edge of its rectangle if that is free, else at the nearest free
 * place around. Labels cover each other only where the picture is too full.
 * @param labels each fits into the picture
 */
export function placeLabels(labels: readonly UnplacedLabel[], picture: ImageSize): PixelRect[] {
  const placed = new Map<UnplacedLabel, PixelRect>();
  // From the top down: scores, and with them the order of the detections, change more from frame to frame than places.
  const inOrder = [...labels].sort((a, b) => a.anchor.top - b.anchor.top || a.anchor.left - b.anchor.left);
  for (const label of inOrder) {
    const isFree = (place: PixelRect): boolean => ![...placed.values()].some((other) => doOverlap(place, other));
    const places = placesFor(label, picture);
    placed.set(label, places.find(isFree) ?? places[0]!);
  }
  return labels.map((label) => placed.get(label)!);
}

/** Above the top edge, inside below it, under the bottom edge, inside above it, then ever farther from the top edge. */
function placesFor({ anchor, width, height }: UnplacedLabel, picture: ImageSize): PixelRect[] {
  const { left, top, bottom } = anchor;
  const tops = [top - height, top, bottom, bottom - height];
  for (let way = height; way < picture.height; way += height) tops.push(top + way, top - height - way);
  const x = clamp(left, picture.width - width);
  return tops.map((wished) => {
    const y = clamp(wished, picture.height - height);
    return { left: x, top: y, right: x + width, bottom: y + height };
  });
}

const clamp = (value: number, max: number): number => Math.min(Math.max(value, 0), max);
