import type { Bbox, ImageSize } from '../../contract';

/** Pixels of a square per cell of `image_embeddings` on each axis, in SAM 1 and models derived from it. */
export const CELL_PIXELS = 16;

/** How an image is placed into the square that a SAM encoder sees. All sizes are in pixels. */
export interface EncoderSquare {
  /** Size of the upright image. */
  readonly image: ImageSize;
  /** Side of the square. */
  readonly side: number;
  /** Size of the image after resizing. It starts in the top left corner of the square. */
  readonly content: ImageSize;
  /** Whether padding fills the square right of and below the content. Otherwise the image is stretched to it. */
  readonly isPadded: boolean;
}

/** Stretches the image to the square and ignores its aspect ratio: SAM 2 and later. */
export function squashToSquare(image: ImageSize, side: number): EncoderSquare {
  return { image, side, content: { width: side, height: side }, isPadded: false };
}

/**
 * Scales the longer side to `side` and pads the other: SAM 1 and models derived from it.
 * Source: segment-anything, `ResizeLongestSide.get_preprocess_shape`, but never less than one pixel on an axis.
 */
export function padToSquare(image: ImageSize, side: number): EncoderSquare {
  const scale = side / Math.max(image.width, image.height);
  const scaled = (pixels: number): number => Math.max(Math.trunc(pixels * scale + 0.5), 1);
  return { image, side, content: { width: scaled(image.width), height: scaled(image.height) }, isPadded: true };
}

/** Converts a point from pixels of the image to pixels of the square. */
export function pointInSquare({ x, y }: { x: number; y: number }, { image, content }: EncoderSquare): [number, number] {
  return [x * (content.width / image.width), y * (content.height / image.height)];
}

/** Converts a box in pixels of the image to its corners `[x1, y1, x2, y2]` in pixels of the square. */
export function boxInSquare([x, y, width, height]: Bbox, square: EncoderSquare): [number, number, number, number] {
  return [...pointInSquare({ x, y }, square), ...pointInSquare({ x: x + width, y: y + height }, square)];
}
