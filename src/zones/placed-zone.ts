import type { Bbox, ImageSize } from '../contract';
import { isInPolygon, type Polygon } from '../geometry/polygon';
import { areaIn, distanceTo, lengthOf, type Segment, sidesOf } from '../geometry/segment';
import { shareInside } from './overlap-share';
import { anchorOf, placedPoints, type Sight, sizeOf } from './sight';
import type { ZoneRow } from './zone-row';

/** A zone in pixels of an image. */
export interface PlacedZone {
  readonly row: ZoneRow;
  readonly image: ImageSize;
  readonly points: Polygon;
  readonly sides: readonly Segment[];
  readonly bounds: readonly [left: number, top: number, right: number, bottom: number];
  /** The sides that are not on the border of the image: whoever is beyond the others has left the zone. */
  readonly innerSides: readonly Segment[];
  /** Half the width of the zone, or less: area divided by circumference. Pixels. */
  readonly halfWidth: number;
}

export function placedZone(row: ZoneRow, image: ImageSize): PlacedZone {
  const points = placedPoints(row.points, image);
  const sides = sidesOf(points);
  const isOnBorder = ([[ax, ay], [bx, by]]: Segment): boolean =>
    (ax === bx && (ax === 0 || ax === image.width)) || (ay === by && (ay === 0 || ay === image.height));
  const innerSides = sides.filter((side) => !isOnBorder(side));
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
  return { row, image, points, sides, bounds, innerSides, halfWidth: areaIn(sides) / lengthOf(sides) };
}

/**
 * How far an object is inside a zone; below 0: outside. Object sizes from the nearest inner side, or, with the anchor
 * `overlap`, the share inside minus the share that is required.
 */
export function depthIn(zone: PlacedZone, sight: Sight): number {
  const { row, image, points, sides, innerSides } = zone;
  if (row.anchor === 'overlap') return shareInside(sides, sight.bbox, sight.mask) - row.overlap;
  const point = anchorOf(sight, row.anchor, image);
  const distance = distanceTo(innerSides, point) / sizeOf(sight);
  return isInPolygon(point, points) ? distance : -distance;
}

/** Whether no part of a box is in the rectangle around a zone, so that its object is outside. */
export function isFarFrom({ bounds: [left, top, right, bottom] }: PlacedZone, [x, y, width, height]: Bbox): boolean {
  return x > right || y > bottom || x + width < left || y + height < top;
}
