import type { ImageSize } from '../contract';
import type { Point2d } from '../geometry/polygon';
import { areCrossing, distanceTo, isRightOf, meetingShare, type Segment, segmentsOf } from '../geometry/segment';
import { anchorOf, placedPoints, type Sight, sizeOf, timeBetween } from './sight';
import type { ZoneRow } from './zone-row';

/** A line in pixels of an image. */
export interface PlacedLine {
  readonly row: ZoneRow;
  readonly image: ImageSize;
  readonly points: readonly Point2d[];
  readonly segments: readonly Segment[];
}

/** The memory of a line about one object: how it crossed the line since it was last clear of it. */
export interface Crossing {
  /** Times to the right minus times to the left of the line's direction. */
  readonly net: number;
  /** Of the last time, in ms since 1970. */
  readonly time: number;
}

/** One object changed its side: `in` is from left to right of the line's direction. */
export interface LineFact {
  readonly direction: 'in' | 'out';
  readonly time: number;
}

/** An object is clear of a line at this distance, in object sizes. */
const CLEAR = 0.1;

export function placedLine(row: ZoneRow, image: ImageSize): PlacedLine {
  const points = placedPoints(row.points, image);
  return { row, image, points, segments: segmentsOf(points) };
}

/**
 * The next sight of an object. Its way from the previous one is judged: a crossing counts once the object is clear of the line,
 * so that back and forth near the line counts nothing.
 */
export function seenAtLine(
  { row, image, segments }: PlacedLine,
  crossing: Crossing | undefined,
  before: Sight,
  sight: Sight,
): { readonly crossing: Crossing | undefined; readonly fact?: LineFact } {
  const [from, to] = [anchorOf(before, row.anchor, image), anchorOf(sight, row.anchor, image)];
  const way: Segment = [from, to];
  const path = withoutDirection(way);
  let { net, time } = crossing ?? { net: 0, time: sight.time };
  for (const segment of segments) {
    if (!areCrossing(segment, path)) continue;
    net += isRightOf(segment, to) ? 1 : -1;
    time = timeBetween(before, sight, meetingShare(way, segment));
  }
  if (net === 0) return { crossing: undefined };
  if (distanceTo(segments, to) < CLEAR * sizeOf(sight)) return { crossing: { net, time } };
  return { crossing: undefined, fact: { direction: net > 0 ? 'in' : 'out', time } };
}

/** The way, or the way back: an end of the line that is exactly on it is on the same side of both. */
const withoutDirection = ([a, b]: Segment): Segment =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? [a, b] : [b, a];
