import type { Bbox, Mask } from '../contract';
import { maskBounds } from '../geometry/mask';
import { cutsAt, type Point2d, type Segment, sideAt } from '../geometry/segment';

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
  const box: Bbox = [left, top, width, height];
  const cutting = sides.filter((side) => isInRows(side, box));
  if (!cutting.some((side) => isMeeting(side, box))) {
    // All of the object is where its middle is.
    const cutsRight = cutsAt(cutting, top + height / 2).filter((x) => x > left + width / 2);
    if (cutsRight.length % 2 === 0) return 0;
    if (!isMasked) return 1;
  }
  let [inside, total] = [0, 0];
  const cells = isMasked ? cellsOf(mask) : undefined;
  for (let row = 0; row < GRID; row++) {
    const share = (row + 0.5) / GRID;
    const objectBefore = cells?.[row];
    const cellsLeftOf = (x: number): number => {
      const column =
        width > 0 ? Math.min(GRID, Math.max(0, Math.ceil(((x - left) / width) * GRID - 0.5))) : x > left ? GRID : 0;
      return objectBefore ? objectBefore[column]! : column;
    };
    total += objectBefore ? objectBefore[GRID]! : GRID;
    const cuts = cutsAt(cutting, top + share * height);
    // Even-odd rule: between each first and second cut is inside.
    for (let cut = 0; cut + 1 < cuts.length; cut += 2) inside += cellsLeftOf(cuts[cut + 1]!) - cellsLeftOf(cuts[cut]!);
  }
  return total === 0 ? 0 : inside / total;
}

/** Whether a side has points at the height of a box. */
const isInRows = ([[, ay], [, by]]: Segment, [, y, , height]: Bbox): boolean =>
  Math.max(ay, by) >= y && Math.min(ay, by) <= y + height;

/** Whether a side that has points at the height of a box may meet the box: its corners are not all on one hand of the side. */
function isMeeting(side: Segment, [x, y, width, height]: Bbox): boolean {
  const [[ax], [bx]] = side;
  if (Math.max(ax, bx) < x || Math.min(ax, bx) > x + width) return false;
  const corners: readonly Point2d[] = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ];
  const hands = corners.map((corner) => sideAt(side, corner));
  return Math.min(...hands) <= 0 && Math.max(...hands) >= 0;
}

/** One object is compared with many zones. */
const cellsOfMasks = new WeakMap<Mask, readonly Uint8Array[]>();

/** For each row of the grid on a mask: for each column, the number of cells before it with the object. */
function cellsOf(mask: Mask): readonly Uint8Array[] {
  const known = cellsOfMasks.get(mask);
  if (known) return known;
  const cells = Array.from({ length: GRID }, (_, row) => cellsBefore(mask, (row + 0.5) / GRID));
  cellsOfMasks.set(mask, cells);
  return cells;
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
