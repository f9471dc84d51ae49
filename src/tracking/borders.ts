import type { Bbox, ImageSize } from '../contract';

/** The borders of the image that a box touches. They may cut off a part of its object. */
export interface Borders {
  readonly left: boolean;
  readonly top: boolean;
  readonly right: boolean;
  readonly bottom: boolean;
}

/** Distance to the border of the image within which a box touches it, as a share of the longer side of the image. */
const BORDER = 0.002;
/** The same for boxes that may touch it, in sizes of the box. */
const CLEAR = 0.1;

/** @param near distance to the border in pixels */
export function bordersOf(
  [x, y, width, height]: Bbox,
  image: ImageSize,
  near = BORDER * Math.max(image.width, image.height),
): Borders {
  return {
    left: x <= near,
    top: y <= near,
    right: x + width >= image.width - near,
    bottom: y + height >= image.height - near,
  };
}

/** `bordersOf`; `undefined` if there is none. */
export function cutBy(bbox: Bbox, image: ImageSize, near?: number): Borders | undefined {
  const borders = bordersOf(bbox, image, near);
  return borders.left || borders.top || borders.right || borders.bottom ? borders : undefined;
}

/** Whether all of an object is surely in its box: the edges of boxes are not exact. */
export const isWhole = (bbox: Bbox, image: ImageSize): boolean =>
  cutBy(bbox, image, CLEAR * Math.sqrt(bbox[2] * bbox[3])) === undefined;

/** An object along one axis, as expected or as detected. */
export interface Extent {
  readonly centre: number;
  readonly length: number;
  /** Whether the border cuts it off at its lower and at its upper end. */
  readonly cut: readonly [low: boolean, high: boolean];
}

/** From the expected centre to where a detection shows that it is, by the ends that the border of the image does not cut off. */
export function offsetTo(expected: Extent, seen: Extent): number {
  return seen.centre - expected.centre - cutEnd(expected, seen) * (seen.length - expected.length);
}

/** Logarithm of the ratio of the lengths; 0 if the border hides whether they differ. */
export function growthTo(expected: Extent, seen: Extent): number {
  const [isPart, isWhole] = [isCut(seen), !isCut(expected)];
  const growth = Math.log(seen.length / expected.length);
  // A part is shorter than the whole.
  const isHidden = isPart ? !isWhole || growth <= 0 : !isWhole && growth >= 0;
  return isHidden ? 0 : growth;
}

/**
 * What is known of the length of an object after a detection.
 * @param smoothed its length if nothing was cut off
 * @returns and by how much its centre moves, because a new length begins at the end that is not cut off
 */
export function knownExtent(
  expected: Extent,
  seen: Extent,
  smoothed: number,
): Pick<Extent, 'length' | 'cut'> & { readonly shift: number } {
  const isShorter = seen.length < expected.length;
  const keeps = isCut(seen) && isShorter;
  const length = keeps ? expected.length : isCut(expected) ? seen.length : smoothed;
  const shift = cutEnd(expected, seen) * (length - expected.length);
  return { length, cut: keeps ? expected.cut : seen.cut, shift };
}

/** The end that the border cuts off, from the centre, in lengths: -0.5 or 0.5. 0 if it cuts off none or both. */
function cutEnd(expected: Extent, seen: Extent): number {
  const low = expected.cut[0] || seen.cut[0];
  const high = expected.cut[1] || seen.cut[1];
  return low === high ? 0 : low ? -0.5 : 0.5;
}

const isCut = ({ cut }: Extent): boolean => cut[0] || cut[1];

export type Extents = readonly [horizontal: Extent, vertical: Extent];

/** Both axes of a box. */
export const extentsOf = ([x, y, width, height]: Bbox, cut: Borders | undefined): Extents => [
  { centre: x + width / 2, length: width, cut: [cut?.left ?? false, cut?.right ?? false] },
  { centre: y + height / 2, length: height, cut: [cut?.top ?? false, cut?.bottom ?? false] },
];
