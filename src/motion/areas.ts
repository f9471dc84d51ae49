/** Width and height of the copy of an image in which pixels are compared, in pixels of this copy. */
export interface GridSize {
  readonly width: number;
  readonly height: number;
}

/** A connected area of pixels of the grid. */
export interface Area {
  readonly pixels: number;
  /** The first column and row, and those behind the last ones. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Areas, and the pixels that belong to them. */
export interface Areas {
  /** Largest first. */
  readonly areas: readonly Area[];
  /** 1 for each pixel of an area. */
  readonly isInArea: Uint8Array;
}

/**
 * 1 for the pixels of whose neighbours (8 inside the grid) at least half changed. This removes single pixels and thin lines,
 * which are noise, and closes gaps of one pixel, such as a belt with the level of the background.
 */
export function solidPixels(isChanged: Uint8Array, { width, height }: GridSize): Uint8Array {
  const counts = new Uint8Array(isChanged.length);
  for (let at = isChanged.indexOf(1); at !== -1; at = isChanged.indexOf(1, at + 1)) {
    forNeighbours(at, width, height, (neighbour) => counts[neighbour]!++);
  }
  const isSolid = new Uint8Array(isChanged.length);
  // A pixel with a changed neighbour, or a changed pixel without neighbours.
  for (let at = 0; at < counts.length; at++) {
    if (counts[at] === 0) continue;
    const column = at % width;
    const columns = Math.min(column + 1, width - 1) - Math.max(column - 1, 0) + 1;
    const row = (at - column) / width;
    const rows = Math.min(row + 1, height - 1) - Math.max(row - 1, 0) + 1;
    if (2 * (counts[at]! - isChanged[at]!) >= columns * rows - 1) isSolid[at] = 1;
  }
  return isSolid;
}

/** The areas of at least `minPixels` pixels that touch each other at an edge or a corner. */
export function areasOf(isSolid: Uint8Array, grid: GridSize, minPixels: number): Areas {
  const isOpen = isSolid.slice();
  const isInArea = new Uint8Array(isSolid.length);
  const areas: Area[] = [];
  for (let start = isOpen.indexOf(1); start !== -1; start = isOpen.indexOf(1, start + 1)) {
    const members = connectedTo(start, isOpen, grid);
    if (members.length < minPixels) continue;
    for (const at of members) isInArea[at] = 1;
    areas.push(areaOf(members, grid.width));
  }
  return { areas: areas.sort((a, b) => b.pixels - a.pixels), isInArea };
}

/** Takes the pixels that are connected to one out of `isOpen`. */
function connectedTo(start: number, isOpen: Uint8Array, { width, height }: GridSize): number[] {
  const members = [start];
  isOpen[start] = 0;
  // The list grows while it is read.
  for (const at of members) {
    forNeighbours(at, width, height, (neighbour) => {
      if (isOpen[neighbour] === 0) return;
      isOpen[neighbour] = 0;
      members.push(neighbour);
    });
  }
  return members;
}

/** Calls `visit` with the pixels of a 3 x 3 neighbourhood that are inside the grid, also with its centre. */
function forNeighbours(at: number, width: number, height: number, visit: (neighbour: number) => void): void {
  const column = at % width;
  const row = (at - column) / width;
  for (let y = Math.max(row - 1, 0); y <= Math.min(row + 1, height - 1); y++)
    for (let x = Math.max(column - 1, 0); x <= Math.min(column + 1, width - 1); x++) visit(y * width + x);
}

function areaOf(members: readonly number[], width: number): Area {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  for (const at of members) {
    const [column, row] = [at % width, Math.floor(at / width)];
    left = Math.min(left, column);
    top = Math.min(top, row);
    right = Math.max(right, column + 1);
    bottom = Math.max(bottom, row + 1);
  }
  return { pixels: members.length, left, top, right, bottom };
}
