import type { Field } from './canvas';

/** Rises from -1 to 1 over `length` pixels centred on (x, y), in the direction `angle` in radians. Constant beyond. */
export function slope(x: number, y: number, length: number, angle: number): Field {
  const along = distanceAlong(x, y, angle);
  return (px, py) => Math.min(Math.max((2 * along(px, py)) / length, -1), 1);
}

/** A sine wave from -1 to 1 in the direction `angle` in radians, with `pixels` from crest to crest and 0 at (x, y). */
export function waves(x: number, y: number, pixels: number, angle: number): Field {
  const along = distanceAlong(x, y, angle);
  return (px, py) => Math.sin((2 * Math.PI * along(px, py)) / pixels);
}

/** Random values, by `draw`, on a grid of `cell` pixels, interpolated smoothly between them. */
export function valueNoise(side: number, cell: number, draw: () => number): Field {
  const columns = Math.ceil(side / cell) + 1;
  const values = Float32Array.from({ length: columns ** 2 }, draw);
  return (x, y) => {
    const column = Math.floor(x / cell);
    const row = Math.floor(y / cell);
    const right = ease(x / cell - column);
    const down = ease(y / cell - row);
    const at = row * columns + column;
    const upper = values[at]! + (values[at + 1]! - values[at]!) * right;
    const lower = values[at + columns]! + (values[at + columns + 1]! - values[at + columns]!) * right;
    return upper + (lower - upper) * down;
  };
}

/** The distance from (x, y) in pixels along the direction `angle`. */
function distanceAlong(x: number, y: number, angle: number): Field {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (px, py) => (px - x) * cos + (py - y) * sin;
}

const ease = (share: number): number => share * share * (3 - 2 * share);
