import type { Mask } from '../../contract';
import { cropMask, emptyMask } from '../../geometry/mask';
import type { Frame } from './frame';
import type { RawMask } from './layout';

/**
 * Brings a grid of logits to the image's pixels: bilinear with half-pixel centres (torch's `interpolate`,
 * `align_corners=False`), object where above 0, cropped to the object.
 *
 * A pixel can only be above 0 where one of the four logits around it is, so only the rectangle around the positive
 * logits is looked at. That is exact, and no full-size float image is ever made.
 */
export function maskFromLogits({ logits, size }: RawMask, frame: Frame): Mask {
  const bounds = positiveBounds(logits, size.width, size.height);
  if (!bounds) return emptyMask();
  const columns = axis(bounds.left, bounds.right, size.width, frame.image.width, frame.content.width / frame.side);
  const rows = axis(bounds.top, bounds.bottom, size.height, frame.image.height, frame.content.height / frame.side);
  const width = columns.end - columns.start;
  const height = rows.end - rows.start;

  const pixels = new Uint8Array(width * height);
  const mixed = new Float64Array(size.width);
  const runs = runsOf(columns);
  for (let y = 0; y < height; y++) {
    const upper = rows.lower[y]! * size.width;
    const lower = rows.upper[y]! * size.width;
    const weight = rows.weight[y]!;
    for (let x = bounds.left; x <= bounds.right; x++) {
      mixed[x] = logits[upper + x]! * (1 - weight) + logits[lower + x]! * weight;
    }
    paintRow(pixels, y * width, mixed, columns, runs);
  }
  const { dims, offset, data } = cropMask(pixels, { width, height });
  if (data.length === 0) return emptyMask();
  return { type: 'uint8', dims, offset: [offset[0] + columns.start, offset[1] + rows.start], data };
}

/** Sets the pixels of one row where the mix of the two cells around them is above 0. */
function paintRow(pixels: Uint8Array, row: number, mixed: Float64Array, columns: Axis, runs: readonly number[]): void {
  let inside = -1;
  for (let run = 0; run < runs.length - 1; run++) {
    const start = runs[run]!;
    const left = mixed[columns.lower[start]!]!;
    const right = mixed[columns.upper[start]!]!;
    if (left > 0 && right > 0) {
      if (inside === -1) inside = start;
      continue;
    }
    if (inside !== -1) pixels.fill(1, row + inside, row + start);
    inside = -1;
    if (left <= 0 && right <= 0) continue;
    for (let x = start; x < runs[run + 1]!; x++) {
      const share = columns.weight[x]!;
      if (left * (1 - share) + right * share > 0) pixels[row + x] = 1;
    }
  }
  if (inside !== -1) pixels.fill(1, row + inside, row + runs.at(-1)!);
}

interface Axis {
  /** Pixels `start <= pixel < end` of the image that positive logits can reach. */
  readonly start: number;
  readonly end: number;
  /** For each of these pixels the two grid cells between which it lies, and how far towards the second. */
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly weight: Float32Array;
}

/** @param covered share of the grid that the image covers, 0 to 1 */
function axis(first: number, last: number, cells: number, pixels: number, covered: number): Axis {
  const scale = (cells * covered) / pixels;
  const positionOf = (pixel: number): number => Math.max((pixel + 0.5) * scale - 0.5, 0);
  const pixelOf = (position: number): number => (position + 0.5) / scale - 0.5;
  const start = Math.max(Math.floor(pixelOf(first - 1)), 0);
  const end = Math.min(Math.ceil(pixelOf(last + 1)) + 1, pixels);
  const lower = new Int32Array(end - start);
  const upper = new Int32Array(end - start);
  const weight = new Float32Array(end - start);
  for (let pixel = start; pixel < end; pixel++) {
    const position = positionOf(pixel);
    const cell = Math.min(Math.floor(position), cells - 1);
    lower[pixel - start] = cell;
    upper[pixel - start] = Math.min(cell + 1, cells - 1);
    weight[pixel - start] = position - cell;
  }
  return { start, end, lower, upper, weight };
}

/**
 * Where the pixels begin that lie between the same two cells, and last where all end. Between two cells of one sign every
 * pixel has that sign, so only the few runs on the object's rim are looked at pixel by pixel.
 */
function runsOf({ lower }: Axis): number[] {
  const starts: number[] = [];
  lower.forEach((cell, pixel) => {
    if (pixel === 0 || cell !== lower[pixel - 1]) starts.push(pixel);
  });
  return [...starts, lower.length];
}

/** The rectangle around the positive logits, one cell wider on each side, inclusive. */
function positiveBounds(logits: Float32Array, width: number, height: number) {
  let left = width;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (logits[y * width + x]! <= 0) continue;
      if (top === -1) top = y;
      bottom = y;
      if (x < left) left = x;
      if (x > right) right = x;
    }
  }
  if (bottom === -1) return undefined;
  return {
    left: Math.max(left - 1, 0),
    right: Math.min(right + 1, width - 1),
    top: Math.max(top - 1, 0),
    bottom: Math.min(bottom + 1, height - 1),
  };
}
