import type { Bbox, Mask } from '../contract';
import { maskBounds } from '../geometry/mask';
import type { Segment } from '../geometry/segment';

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
    const cuts = cutsAt(sides, top + share * height);
    const isObject = isMasked ? rowOf(mask, share) : undefined;
    for (let column = 0, cut = 0; column < GRID; column++) {
      const x = left + ((column + 0.5) / GRID) * width;
      while (cut < cuts.length && cuts[cut]! <= x) cut++;
      if (isObject && !isObject((column + 0.5) / GRID)) continue;
      total++;
      // Even-odd rule: an odd number of sides is on the left.
      inside += cut & 1;
    }
  }
  return total === 0 ? 0 : inside / total;
}

/** Where a horizontal line meets the sides, in ascending order. */
function cutsAt(sides: readonly Segment[], y: number): number[] {
  const cuts: number[] = [];
  for (const [[ax, ay], [bx, by]] of sides) if (ay > y !== by > y) cuts.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
  return cuts.sort((a, b) => a - b);
}

/** Tells at a share of the width whether the mask has the object there, in the row at a share of the height. */
function rowOf({ dims: [height, width], data }: Mask, share: number): (at: number) => boolean {
  const start = Math.floor(share * height) * width;
  return (at) => data[start + Math.floor(at * width)] !== 0;
}
