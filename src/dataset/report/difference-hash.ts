/** 64 bits of an image. Images that look alike differ in few bits. */
export type DifferenceHash = readonly [high: number, low: number];

/** The width to which images are shrunk before, the same for all whose hashes are compared. */
export const HASH_WIDTH = 72;

const [COLUMNS, ROWS] = [9, 8];

/**
 * The difference hash: the image is averaged in 9 x 8 cells, and each bit says whether a cell is darker than the one right of it
 * (Krawetz, "Kind of Like That", 2013).
 * @param grey `[height, width]`, row-major, of any size
 */
export function differenceHash({
  data,
  width,
  height,
}: {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}): DifferenceHash {
  const mean = (column: number, row: number): number => {
    const [left, top] = [Math.floor((column * width) / COLUMNS), Math.floor((row * height) / ROWS)];
    const right = Math.max(Math.floor(((column + 1) * width) / COLUMNS), left + 1);
    const bottom = Math.max(Math.floor(((row + 1) * height) / ROWS), top + 1);
    let sum = 0;
    for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += data[y * width + x]!;
    return sum / ((right - left) * (bottom - top));
  };
  const words: [number, number] = [0, 0];
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column + 1 < COLUMNS; column++) {
      const bit = mean(column, row) < mean(column + 1, row) ? 1 : 0;
      const word = row < ROWS / 2 ? 0 : 1;
      words[word] = ((words[word] << 1) | bit) >>> 0;
    }
  }
  return words;
}

/** Number of bits in which two hashes differ. */
export const hashDistance = (a: DifferenceHash, b: DifferenceHash): number => bitsOf(a[0] ^ b[0]) + bitsOf(a[1] ^ b[1]);

function bitsOf(word: number): number {
  let bits = 0;
  for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) bits++;
  return bits;
}

/**
 * Groups of hashes that differ from another one of the group in at most 3 bits.
 * @returns the indices of each group of two or more
 */
export function alike(hashes: readonly DifferenceHash[]): number[][] {
  const groupOf = hashes.map((_hash, index) => index);
  const rootOf = (index: number): number => {
    let root = index;
    while (groupOf[root] !== root) root = groupOf[root]!;
    return root;
  };
  // Of four parts of 16 bits, at least one is equal if at most 3 bits differ.
  for (let part = 0; part < 4; part++) {
    const buckets = new Map<number, number[]>();
    hashes.forEach((hash, index) => {
      const key = (hash[part >> 1]! >>> (part % 2 === 0 ? 16 : 0)) & 0xffff;
      const others = buckets.get(key) ?? [];
      // Many images of a camera that sees nothing are equal. One of a group is enough to compare with.
      const known = others.find((other) => hashDistance(hashes[other]!, hash) <= 3);
      if (known !== undefined) groupOf[rootOf(index)] = rootOf(known);
      if (known === undefined || hashDistance(hashes[known]!, hash) > 0) others.push(index);
      buckets.set(key, others);
    });
  }
  const groups = new Map<number, number[]>();
  hashes.forEach((_hash, index) => {
    const root = rootOf(index);
    groups.set(root, [...(groups.get(root) ?? []), index]);
  });
  return [...groups.values()].filter(({ length }) => length > 1);
}
