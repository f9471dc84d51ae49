import type { Field } from './canvas';

/** From -1 to 1 across a stretch of `length` pixels around (x, y), constant beyond. */
export function slope(x: number, y: number, length: number, angle: number): Field {
  const along = distanceAlong(x, y, angle);
  return (px, py) => Math.min(Math.max((2 * along(px, py)) / length, -1), 1);
}

/** A sine of -1 to 1 whose waves run at the angle, `pixels` from crest to crest. */
export function waves(x: number, y: number, pixels: number, angle: number): Field {
  const along = distanceAlong(x, y, angle);
  return (px, py) => Math.sin((2 * Math.PI * along(px, py)) / pixels);
}

/** Random values on a grid of `cell` pixels, blended smoothly in between. */
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

/** Pixels from (x, y) in the direction of the angle. */
function distanceAlong(x: number, y: number, angle: number): Field {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return (px, py) => (px - x) * cos + (py - y) * sin;
}

const ease = (share: number): number => share * share * (3 - 2 * share);
