import type { Bbox, Mask } from '../contract';
import { maskBounds } from '../geometry/mask';
import { cutsAt, type Segment } from '../geometry/segment';

/** Rows and columns of the grid on which shares are counted. */
const GRID = 64;

/**
 * The share of an object that is inside a polygon, 0 to 1: of the pixels of its mask, else of its box, counted at the centres of
 * 64 x 64 cells. Pixels.
 * @param sides of the polygon, the closing one too
 */
export function shareInside(sides: readonly Segment[], bbox: Bbox, mask?: Mask): number {
  const isMasked = mask !== undefined && mask.data.length > 0;
  const [left, top, width, height] = isMasked ? maskBounds(mask) : bbox;
  let [inside, total] = [0, 0];
  for (let row = 0; row < GRID; row++) {
    const share = (row + 0.5) / GRID;
    const objectBefore = isMasked ? cellsBefore(mask, share) : undefined;
    const cellsLeftOf = (x: number): number => {
      const column =
        width > 0 ? Math.min(GRID, Math.max(0, Math.ceil(((x - left) / width) * GRID - 0.5))) : x > left ? GRID : 0;
      return objectBefore ? objectBefore[column]! : column;
    };
    total += objectBefore ? objectBefore[GRID]! : GRID;
    const cuts = cutsAt(sides, top + share * height);
    // Even-odd rule: between each first and second cut is inside.
    for (let cut = 0; cut + 1 < cuts.length; cut += 2) inside += cellsLeftOf(cuts[cut + 1]!) - cellsLeftOf(cuts[cut]!);
  }
  return total === 0 ? 0 : inside / total;
}

/** In the row of a mask at a share of its height: for each column of the grid, the number of cells before it with the object. */
function cellsBefore({ dims: [height, width], data }: Mask, share: number): Uint8Array {
  const start = Math.floor(share * height) * width;
  const counts = new Uint8Array(GRID + 1);
  for (let column = 0; column < GRID; column++) {
    const isObject = data[start + Math.floor(((column + 0.5) / GRID) * width)] !== 0;
    counts[column + 1] = counts[column]! + (isObject ? 1 : 0);
  }
  return counts;
}
