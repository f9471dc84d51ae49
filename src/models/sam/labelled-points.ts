import type { Bbox } from '../../contract';
import { type EncoderSquare, pointInSquare } from './encoder-square';
import type { SamPrompt } from './prompt';

/** The labels by which SAM's prompt encoder tells the corners of a box from points: top left, bottom right. */
const CORNERS = [2, 3];

/** A list of points as decoders take it. */
export interface LabelledPoints {
  /** `x` and `y` in turn, in pixels of the square. */
  readonly coords: readonly number[];
  readonly labels: readonly number[];
}

/** A prompt for a decoder that takes the corners of a box as points of their own kind. */
export function withCorners({ box, points }: SamPrompt, square: EncoderSquare): LabelledPoints {
  const own = labelledPoints(points, square);
  if (!box) return own;
  const corners = cornersOf(box).flatMap((corner) => pointInSquare(corner, square));
  return { coords: [...corners, ...own.coords], labels: [...CORNERS, ...own.labels] };
}

/** SAM saw every prompt without a box with one more point that is none, labelled -1. */
export function withPadding(points: LabelledPoints): LabelledPoints {
  return { coords: [...points.coords, 0, 0], labels: [...points.labels, -1] };
}

export function labelledPoints(points: SamPrompt['points'], square: EncoderSquare): LabelledPoints {
  return {
    coords: points.flatMap((point) => pointInSquare(point, square)),
    labels: points.map(({ label }) => label),
  };
}

const cornersOf = ([x, y, width, height]: Bbox): { x: number; y: number }[] => [
  { x, y },
  { x: x + width, y: y + height },
];
