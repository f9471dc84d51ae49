/** Bottom centres of the boxes of an object, in pixels to one decimal, with times in ms since 1970. Oldest first. */
export type Path = readonly (readonly [x: number, y: number, time: number])[];

const MAX_POINTS = 32;
/** A point is added if the object moved by this distance, in object sizes, or after this time. */
const STEP = 0.25;
const STEP_MS = 10_000;

/**
 * Adds a point, if it is far enough from the last one. A path that is full keeps its first and last point and every second
 * one in between, so that it still begins where the object was first seen.
 * @param size of the object: square root of the area of its box, pixels
 */
export function extendPath(path: Path, x: number, y: number, time: number, size: number): Path {
  const last = path.at(-1);
  if (last && Math.hypot(x - last[0], y - last[1]) <= STEP * size && time - last[2] < STEP_MS) return path;
  const kept =
    path.length < MAX_POINTS ? path : path.filter((_, index) => index % 2 === 0 || index === path.length - 1);
  return [...kept, [tenths(x), tenths(y), time]];
}

/** To one decimal, which is enough for pixels. */
export const tenths = (value: number): number => Math.round(value * 10) / 10 + 0;
