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

/** 0: horizontal, 1: vertical. */
export type Axis = 0 | 1;

/** The box of an object, as expected or as detected. */
export interface CutBox {
  readonly bbox: Bbox;
  /** The borders that cut it off. Absent if none does. */
  readonly cut?: Borders | undefined;
}

/** From the expected centre to where a detection shows that it is, by the edges that the border of the image does not cut off. */
export function offsetTo(axis: Axis, expected: CutBox, seen: CutBox): number {
  const low = seen.bbox[axis] - expected.bbox[axis];
  const high = low + lengthOf(axis, seen) - lengthOf(axis, expected);
  const end = cutEnd(axis, expected, seen);
  return end === 0 ? (low + high) / 2 : end < 0 ? high : low;
}

/** Logarithm of the ratio of the lengths; 0 if the border hides whether they differ. */
export function growthTo(axis: Axis, expected: CutBox, seen: CutBox): number {
  const [isPart, isWhole] = [isCutAlong(axis, seen), !isCutAlong(axis, expected)];
  const growth = Math.log(lengthOf(axis, seen) / lengthOf(axis, expected));
  // A part is shorter than the whole.
  const isHidden = isPart ? !isWhole || growth <= 0 : !isWhole && growth >= 0;
  return isHidden ? 0 : growth;
}

/** What is known of an object along one axis after a detection. */
interface KnownExtent {
  readonly length: number;
  /** Whether the border cuts off its lower and its upper end. */
  readonly cut: readonly [low: boolean, high: boolean];
  /** By how much its centre moves, because a new length begins at the end that is not cut off. */
  readonly shift: number;
}

/** @param smoothed length of the object if nothing was cut off */
export function knownExtent(axis: Axis, expected: CutBox, seen: CutBox, smoothed: number): KnownExtent {
  const [before, now] = [lengthOf(axis, expected), lengthOf(axis, seen)];
  const keeps = isCutAlong(axis, seen) && now < before;
  const length = keeps ? before : isCutAlong(axis, expected) ? now : smoothed;
  const { cut } = keeps ? expected : seen;
  return {
    length,
    cut: [isLowCut(axis, cut), isHighCut(axis, cut)],
    shift: cutEnd(axis, expected, seen) * (length - before),
  };
}

/** The end that the border cuts off, from the centre, in lengths: -0.5 or 0.5. 0 if it cuts off none or both. */
function cutEnd(axis: Axis, expected: CutBox, seen: CutBox): number {
  const low = isLowCut(axis, expected.cut) || isLowCut(axis, seen.cut);
  const high = isHighCut(axis, expected.cut) || isHighCut(axis, seen.cut);
  return low === high ? 0 : low ? -0.5 : 0.5;
}

const lengthOf = (axis: Axis, { bbox }: CutBox): number => bbox[axis === 0 ? 2 : 3];

const isLowCut = (axis: Axis, cut: Borders | undefined): boolean => (axis === 0 ? cut?.left : cut?.top) ?? false;

const isHighCut = (axis: Axis, cut: Borders | undefined): boolean => (axis === 0 ? cut?.right : cut?.bottom) ?? false;

const isCutAlong = (axis: Axis, { cut }: CutBox): boolean => isLowCut(axis, cut) || isHighCut(axis, cut);
