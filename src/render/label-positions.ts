import type { ImageSize } from '../contract';
import { doOverlap, type PixelRect } from './pixel-rect';

/** A label that wants to lie at the top left of a rectangle. */
export interface AnchoredLabel extends ImageSize {
  readonly anchor: PixelRect;
}

/**
 * Where the labels go: each inside the picture, on the top edge of its rectangle if that is free, else at the nearest free
 * place around. Labels cover each other only where the picture is too full.
 * @param labels each fits into the picture
 */
export function positionLabels(labels: readonly AnchoredLabel[], image: ImageSize): PixelRect[] {
  const positioned = new Map<AnchoredLabel, PixelRect>();
  // From the top down: scores, and with them the order of the detections, change more from frame to frame than places.
  const inOrder = [...labels].sort((a, b) => a.anchor.top - b.anchor.top || a.anchor.left - b.anchor.left);
  for (const label of inOrder) {
    const isFree = (position: PixelRect): boolean =>
      ![...positioned.values()].some((other) => doOverlap(position, other));
    const positions = candidatePositions(label, image);
    positioned.set(label, positions.find(isFree) ?? positions[0]!);
  }
  return labels.map((label) => positioned.get(label)!);
}

/** Above the top edge, inside below it, under the bottom edge, inside above it, then ever farther from the top edge. */
function candidatePositions({ anchor, width, height }: AnchoredLabel, image: ImageSize): PixelRect[] {
  const { left, top, bottom } = anchor;
  const tops = [top - height, top, bottom, bottom - height];
  for (let step = height; step < image.height; step += height) tops.push(top + step, top - height - step);
  const x = clamp(left, image.width - width);
  return tops.map((candidateTop) => {
    const y = clamp(candidateTop, image.height - height);
    return { left: x, top: y, right: x + width, bottom: y + height };
  });
}

const clamp = (value: number, max: number): number => Math.min(Math.max(value, 0), max);
