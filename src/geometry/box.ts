import type { Bbox, ImageSize } from '../contract';

/** Clips a box to the image, both in pixels of the image. Width or height is 0 if the box lies outside. */
export function clipBox([x, y, width, height]: Bbox, image: ImageSize): Bbox {
  const left = clamp(x, image.width);
  const top = clamp(y, image.height);
  return [left, top, clamp(x + width, image.width) - left, clamp(y + height, image.height) - top];
}

/** A box in pixels of an image of another size that shows the same. */
export function scaledBox([x, y, width, height]: Bbox, from: ImageSize, to: ImageSize): Bbox {
  const [across, down] = [to.width / from.width, to.height / from.height];
  return [x * across, y * down, width * across, height * down];
}

/** Intersection over union of two boxes, 0 to 1. 0 if either box is empty. */
export function boxIou(a: Bbox, b: Bbox): number {
  const intersection = intersectionOf(a, b);
  return intersection === 0 ? 0 : intersection / (a[2] * a[3] + b[2] * b[3] - intersection);
}

/** Intersection of two boxes over the smaller one, 0 to 1. 0 if either box is empty. */
export function boxIos(a: Bbox, b: Bbox): number {
  const intersection = intersectionOf(a, b);
  return intersection === 0 ? 0 : intersection / Math.min(a[2] * a[3], b[2] * b[3]);
}

/** Area of the intersection of two boxes. 0 if they do not overlap. */
export function intersectionOf(a: Bbox, b: Bbox): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

const clamp = (value: number, max: number): number => Math.min(Math.max(value, 0), max);
