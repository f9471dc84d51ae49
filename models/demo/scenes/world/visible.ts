import type { WorldBox } from './actor';

/** Points per side of a box at which it is tested whether something hides it. */
const COLUMNS = 6;
const ROWS = 10;
/** Share of the width of a box that the thing in it fills. */
const FILLED = 0.8;

/**
 * The share of each box that is in the image and that no nearer box hides.
 * @param boxes the furthest first
 * @param occluders hide the boxes whose bottom edge is above theirs
 */
export function visibleShares(
  boxes: readonly WorldBox[],
  occluders: readonly WorldBox[],
  image: { readonly width: number; readonly height: number },
): number[] {
  return boxes.map((box, index) => {
    const bottom = box[1] + box[3];
    const nearer = [
      ...boxes.slice(index + 1).map(filled),
      ...occluders.filter(([, y, , tall]) => y + tall > bottom),
    ].filter((other) => doTouch(box, other));
    let visible = 0;
    for (let row = 0; row < ROWS; row++)
      for (let column = 0; column < COLUMNS; column++) {
        const x = box[0] + ((column + 0.5) / COLUMNS) * box[2];
        const y = box[1] + ((row + 0.5) / ROWS) * box[3];
        const isInside = x >= 0 && y >= 0 && x < image.width && y < image.height;
        if (isInside && !nearer.some((other) => doesContain(other, x, y))) visible += 1;
      }
    return visible / (ROWS * COLUMNS);
  });
}

const filled = ([x, y, width, height]: WorldBox): WorldBox => [
  x + (width * (1 - FILLED)) / 2,
  y,
  width * FILLED,
  height,
];

const doTouch = (a: WorldBox, b: WorldBox): boolean =>
  a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3];

const doesContain = ([left, top, width, height]: WorldBox, x: number, y: number): boolean =>
  x >= left && y >= top && x < left + width && y < top + height;
