import type { Bbox, ImageSize } from '../../contract';

/** How an image is laid into the square that a SAM encoder sees. */
export interface EncoderSquare {
  /** The upright image, in pixels. */
  readonly image: ImageSize;
  /** Side of the square, in pixels. */
  readonly side: number;
  /** The size to which the image is brought; it lies in the top left corner of the square. */
  readonly content: ImageSize;
  /** Beside the content the square is filled up. Otherwise the image is the whole square, its aspect ignored. */
  readonly isPadded: boolean;
}

/** The image is stretched over the whole square, its aspect ignored: SAM 2 and later. */
export function squashToSquare(image: ImageSize, side: number): EncoderSquare {
  return { image, side, content: { width: side, height: side }, isPadded: false };
}

/** The longest side becomes the square's, the rest is padding: SAM 1 and what is made after it. */
export function padToSquare(image: ImageSize, side: number): EncoderSquare {
  const scale = side / Math.max(image.width, image.height);
  const scaled = (pixels: number): number => Math.max(Math.trunc(pixels * scale + 0.5), 1);
  return { image, side, content: { width: scaled(image.width), height: scaled(image.height) }, isPadded: true };
}

/** A place of the image, in pixels of the square. */
export function pointInSquare({ x, y }: { x: number; y: number }, { image, content }: EncoderSquare): [number, number] {
  return [x * (content.width / image.width), y * (content.height / image.height)];
}

/** Corners `[x1, y1, x2, y2]` of a box of the image, in pixels of the square. */
export function boxInSquare([x, y, width, height]: Bbox, square: EncoderSquare): [number, number, number, number] {
  return [...pointInSquare({ x, y }, square), ...pointInSquare({ x: x + width, y: y + height }, square)];
}
