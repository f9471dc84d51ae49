/** Bottom centres of the boxes of an object, in pixels to one decimal, with times in ms since 1970. Oldest first. */
export type Path = readonly (readonly [x: number, y: number, time: number])[];

const MAX_POINTS = 32;
/** Of the paths of all objects of an image. */
const MAX_POINTS_OF_ALL = 400;
/** Enough for the way that an object takes before it is confirmed. */
const MIN_POINTS = 4;
/** A point is added if the object moved by this distance, in object sizes, or after this time. */
const STEP = 0.25;
const STEP_MS = 10_000;

/**
 * Adds a point, if it is far enough from the last one. An object that stands has two points: when it came, and the latest.
 * A path that is full keeps half of its points, the first among them, so that it still begins where the object was first
 * seen.
 * @param size of the object: square root of the area of its box, pixels
 */
export function extendPath(path: Path, x: number, y: number, time: number, size: number): Path {
  const last = path.at(-1);
  const isNearLast = isNear(last, x, y, STEP * size);
  if (isNearLast && time - last![2] < STEP_MS) return path;
  const rest = isNearLast && isNear(path.at(-2), x, y, STEP * size) ? path.slice(0, -1) : path;
  const kept = thinnedPath(rest, rest.length < MAX_POINTS ? MAX_POINTS : MAX_POINTS / 2);
  return kept.concat([[tenths(x), tenths(y), time]]);
}

const isNear = (point: Path[number] | undefined, x: number, y: number, distance: number): boolean =>
  point !== undefined && (x - point[0]) ** 2 + (y - point[1]) ** 2 <= distance ** 2;

/** Points of each path in an image with this number of objects. They share a number of points, so that a message stays small. */
export const pathPoints = (objects: number): number =>
  Math.min(MAX_POINTS, Math.max(MIN_POINTS, Math.floor(MAX_POINTS_OF_ALL / objects)));

/** At most `count` points of a path, evenly spread, with its first and its last one. */
export function thinnedPath(path: Path, count: number): Path {
  if (path.length <= count) return path;
  const points = new Array<Path[number]>(count);
  for (let index = 0; index < count; index++)
    points[index] = path[Math.round((index * (path.length - 1)) / (count - 1))]!;
  return points;
}

/** To one decimal, which is enough for pixels. */
export const tenths = (value: number): number => Math.round(value * 10) / 10 + 0;
