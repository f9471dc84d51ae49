import type { Bbox, ImageSize } from '../../contract';

/** How an image is laid into the square that a SAM encoder sees. */
export interface Frame {
  /** The upright image, in pixels. */
  readonly image: ImageSize;
  /** Side of the square, in pixels. */
  readonly side: number;
  /** The part of the square, from its top left corner, that the image covers. */
  readonly content: ImageSize;
}

/** The image is stretched over the whole square, its aspect ignored: SAM 2 and later. */
export function squashFrame(image: ImageSize, side: number): Frame {
  return { image, side, content: { width: side, height: side } };
}

/** Corners `[x1, y1, x2, y2]` of a box of the image, in pixels of the square. */
export function boxInFrame([x, y, width, height]: Bbox, { image, content }: Frame): [number, number, number, number] {
  const scaleX = content.width / image.width;
  const scaleY = content.height / image.height;
  return [x * scaleX, y * scaleY, (x + width) * scaleX, (y + height) * scaleY];
}
