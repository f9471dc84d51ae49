import type { Mask } from '../../contract';
import { emptyMask } from '../../geometry/mask';
import { maskInWindow } from '../../geometry/window';
import type { MaskCandidate } from './decoder-signature';
import type { EncoderSquare } from './encoder-square';
import { chain, linear, pixelsReached, type Resampling } from './resampling';

/**
 * Resamples a grid of logits to the pixels of the image, thresholds them at 0 and crops the mask to the object.
 * Bilinear, as transformers' `post_process_masks`: a padded square needs two steps, from the grid to the square and
 * from its content to the image.
 *
 * A pixel can be above 0 only if one of the logits mixed into it is. So only the rectangle that the positive logits
 * reach is computed, both steps in one. This is exact, and no float image of full size is ever made.
 */
export function maskFromLogits(candidate: MaskCandidate, square: EncoderSquare): Mask {
  const { logits, size } = candidate;
  const bounds = positiveBounds(logits, size.width, size.height);
  if (!bounds) return emptyMask();
  const columns = resampling(candidate, square, 'width');
  const rows = resampling(candidate, square, 'height');
  const { start: left, end: right } = pixelsReached(columns, bounds.left, bounds.right);
  const { start: top, end: bottom } = pixelsReached(rows, bounds.top, bounds.bottom);
  const width = right - left;
  const height = bottom - top;
  // Positive logits may all lie in the padding.
  if (width === 0 || height === 0) return emptyMask();

  const pixels = new Uint8Array(width * height);
  const mixed = new Float64Array(size.width);
  const firstCell = columns.first[left]!;
  const endCell = columns.first[right - 1]! + columns.taps;
  for (let y = 0; y < height; y++) {
    mixRows(logits, size.width, rows, top + y, mixed, firstCell, endCell);
    writeRow(mixed, columns, left, pixels.subarray(y * width, (y + 1) * width));
  }
  return maskInWindow(pixels, [left, top, width, height]);
}

function resampling({ size, coversImage }: MaskCandidate, square: EncoderSquare, axis: 'width' | 'height'): Resampling {
  if (coversImage || !square.isPadded) return linear(size[axis], square.image[axis]);
  return chain(linear(size[axis], square.side), linear(square.content[axis], square.image[axis]));
}

/** Mixes rows of the grid into row `y` of the image, still in columns of the grid, `start <= column < end`. */
function mixRows(
  logits: Float32Array,
  stride: number,
  { taps, first, weights }: Resampling,
  y: number,
  mixed: Float64Array,
  start: number,
  end: number,
): void {
  mixed.fill(0);
  for (let tap = 0; tap < taps; tap++) {
    const row = (first[y]! + tap) * stride;
    const weight = weights[y * taps + tap]!;
    for (let x = start; x < end; x++) mixed[x]! += logits[row + x]! * weight;
  }
}

/** Mixes columns into pixels. Pixels between cells of one sign have that sign; only the others are computed. */
function writeRow(mixed: Float64Array, columns: Resampling, left: number, pixels: Uint8Array): void {
  const { taps, starts, first } = columns;
  const right = left + pixels.length;
  const lastCell = first[right - 1]!;
  for (let cell = first[left]!; cell <= lastCell; cell++) {
    let positive = 0;
    for (let tap = 0; tap < taps; tap++) if (mixed[cell + tap]! > 0) positive++;
    if (positive === 0) continue;
    const start = Math.max(starts[cell]!, left) - left;
    const end = Math.min(starts[cell + 1]!, right) - left;
    if (positive === taps) pixels.fill(1, start, end);
    else for (let x = start; x < end; x++) if (valueAt(mixed, columns, cell, left + x) > 0) pixels[x] = 1;
  }
}

function valueAt(mixed: Float64Array, { taps, weights }: Resampling, cell: number, pixel: number): number {
  let value = 0;
  for (let tap = 0; tap < taps; tap++) value += mixed[cell + tap]! * weights[pixel * taps + tap]!;
  return value;
}

/** The rectangle around the positive logits; `right` and `bottom` are inclusive. */
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
  return bottom === -1 ? undefined : { left, right, top, bottom };
}
