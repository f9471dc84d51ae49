import type { Bbox, ImageSize, Mask } from '../contract';
import type { Point2d } from '../geometry/polygon';
import type { ZoneAnchor } from './zone-row';

/** Where an object was seen at a time in ms since 1970. Pixels of the upright image. */
export interface Sight {
  readonly time: number;
  readonly bbox: Bbox;
  readonly mask?: Mask;
}

/** Longer gaps between two sights say nothing about the way in between. */
const MAX_GAP_MS = 10_000;

/** Square root of the area of the box, at least a pixel: the unit of all distances. */
export const sizeOf = ({ bbox: [, , width, height] }: Sight): number => Math.max(1, Math.sqrt(width * height));

/** The point of an object that decides. A box that is cut off ends on the border of the image, or beyond it: it counts there. */
export function anchorOf({ bbox: [x, y, width, height] }: Sight, anchor: ZoneAnchor, image: ImageSize): Point2d {
  return [within(x + width / 2, image.width), within(anchor === 'bottom' ? y + height : y + height / 2, image.height)];
}

/** Points on the border would be outside of all polygons. */
const within = (value: number, side: number): number => Math.min(Math.max(value, side * 1e-6), side * (1 - 1e-6));

/** A point this near to the border of the image is on the border: lines drawn by hand end next to it. In shares of the image. */
const BORDER = 0.01;

const snapped = (share: number): number => (share < BORDER ? 0 : share > 1 - BORDER ? 1 : share);

/** The points of a zone or line in pixels of an image. */
export const placedPoints = (points: readonly Point2d[], { width, height }: ImageSize): Point2d[] =>
  points.map(([x, y]) => [snapped(x) * width, snapped(y) * height]);

/** The time at `share` of the way between two sights, 0 to 1; the later one after a long gap. Whole ms. */
export function timeBetween(before: Sight, sight: Sight, share: number): number {
  const gap = sight.time - before.time;
  return gap > MAX_GAP_MS ? sight.time : Math.round(before.time + share * gap);
}
