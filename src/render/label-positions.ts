import type { ImageSize } from '../contract';
import { doOverlap, type PixelRect } from './pixel-rect';

/** A label of the given size to be drawn at the top left of a rectangle. In pixels of the image. */
export interface AnchoredLabel extends ImageSize {
  readonly anchor: PixelRect;
}

/**
 * Positions of the labels inside the image: above the top edge of the anchor if that is free, else at the next free
 * candidate. If none is free, the label covers others.
 * @param labels each must fit into the image
 * @returns one rectangle for each label, in the order of `labels`
 */
export function positionLabels(labels: readonly AnchoredLabel[], image: ImageSize): PixelRect[] {
  const positioned = new Map<AnchoredLabel, PixelRect>();
  const occupied = new OccupiedBands(labels.reduce((highest, { height }) => Math.max(highest, height), 1));
  // Sorted from top to bottom: between frames, positions change less than scores and the order of detections by score.
  const inOrder = [...labels].sort((a, b) => a.anchor.top - b.anchor.top || a.anchor.left - b.anchor.left);
  for (const label of inOrder) {
    const positions = candidatePositions(label, image);
    const free = positions.find((position) => occupied.isFree(position));
    positioned.set(label, free ?? positions[0]!);
    // A label that covers others occupies no more space: a full image would become slower with every label.
    if (free) occupied.add(free);
  }
  return labels.map((label) => positioned.get(label)!);
}

/** Rectangles that do not overlap, by the horizontal bands of the image that they touch. */
class OccupiedBands {
  private readonly bands = new Map<number, PixelRect[]>();

  constructor(private readonly bandHeight: number) {}

  isFree(rect: PixelRect): boolean {
    return this.bandsOf(rect).every((band) => !this.bands.get(band)?.some((other) => doOverlap(rect, other)));
  }

  add(rect: PixelRect): void {
    for (const band of this.bandsOf(rect)) {
      const rects = this.bands.get(band);
      if (rects) rects.push(rect);
      else this.bands.set(band, [rect]);
    }
  }

  private bandsOf({ top, bottom }: PixelRect): number[] {
    const [first, last] = [top, bottom - 1].map((y) => Math.floor(y / this.bandHeight));
    return first === last ? [first!] : [first!, last!];
  }
}

/**
 * Above the top edge, below the top edge, below the bottom edge, above the bottom edge, then farther from the top edge.
 */
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
