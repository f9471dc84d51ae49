import type { Bbox } from '../../contract';
import { type EncoderSquare, pointInSquare } from './encoder-square';
import type { SamPrompt } from './prompt';

/** The labels of box corners in SAM's prompt encoder: top left, bottom right. */
const CORNERS = [2, 3];

/** A list of points as decoders take it. */
export interface LabelledPoints {
  /** `x1, y1, x2, y2, ...` in pixels of the encoder's square. */
  readonly coords: readonly number[];
  /** One label per point: 1 object, 0 background, 2 and 3 box corners, -1 padding. */
  readonly labels: readonly number[];
}

/** A prompt for a decoder that takes a box as two labelled points, which come first. */
export function withCorners({ box, points }: SamPrompt, square: EncoderSquare): LabelledPoints {
  const list = labelledPoints(points, square);
  if (!box) return list;
  const corners = cornersOf(box).flatMap((corner) => pointInSquare(corner, square));
  return { coords: [...corners, ...list.coords], labels: [...CORNERS, ...list.labels] };
}

/** SAM was trained with a padding point (label -1) appended to every prompt without a box. */
export function withPadding(points: LabelledPoints): LabelledPoints {
  return { coords: [...points.coords, 0, 0], labels: [...points.labels, -1] };
}

/** Converts points from pixels of the image to pixels of the square. */
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
