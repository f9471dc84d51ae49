import type { ImageSize } from '../contract';

/**
 * Resizes interleaved RGB exactly as Pillow's `Image.resize(BILINEAR)` does, which the models were trained with: a
 * separable triangle filter, widened (antialiased) when it shrinks, with 22-bit fixed-point weights and an 8-bit image
 * between the two passes. Source: Pillow, src/libImaging/Resample.c.
 * @param pixels `[height, width, 3]` of size `from`
 * @returns `[height, width, 3]` of size `to`
 */
export function resizeTriangle(pixels: Uint8Array, from: ImageSize, to: ImageSize): Uint8Array {
  const across = from.width === to.width ? pixels : resizeRows(pixels, from, to.width);
  return from.height === to.height ? across : resizeColumns(across, to.width, from.height, to.height);
}

const PRECISION_BITS = 32 - 8 - 2;
const HALF = 1 << (PRECISION_BITS - 1);

interface Weights {
  /** Index of the first input pixel of each output pixel. */
  readonly starts: Int32Array;
  /** Number of input pixels of each output pixel. */
  readonly counts: Int32Array;
  /** `[output pixels, taps]`, in units of 2^-22. */
  readonly values: Int32Array;
  readonly taps: number;
}

/** `precompute_coeffs` and `normalize_coeffs_8bpc` of Resample.c. */
function weightsFor(inputLength: number, outputLength: number): Weights {
  const scale = inputLength / outputLength;
  const support = Math.max(scale, 1);
  const taps = Math.ceil(support) * 2 + 1;
  const starts = new Int32Array(outputLength);
  const counts = new Int32Array(outputLength);
  const values = new Int32Array(outputLength * taps);
  for (let out = 0; out < outputLength; out++) {
    const center = (out + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const count = Math.min(Math.trunc(center + support + 0.5), inputLength) - start;
    const weights = Array.from({ length: count }, (_, tap) =>
      Math.max(0, 1 - Math.abs((tap + start - center + 0.5) / support)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    starts[out] = start;
    counts[out] = count;
    for (let tap = 0; tap < count; tap++)
      values[out * taps + tap] = Math.trunc(0.5 + (weights[tap]! / sum) * (1 << PRECISION_BITS));
  }
  return { starts, counts, values, taps };
}

function resizeRows(pixels: Uint8Array, { width, height }: ImageSize, outWidth: number): Uint8Array {
  const { starts, counts, values, taps } = weightsFor(width, outWidth);
  const out = new Uint8Array(outWidth * height * 3);
  for (let y = 0; y < height; y++) {
    const row = y * width * 3;
    let target = y * outWidth * 3;
    for (let x = 0; x < outWidth; x++) {
      let r = HALF;
      let g = HALF;
      let b = HALF;
      let source = row + starts[x]! * 3;
      const firstWeight = x * taps;
      const end = firstWeight + counts[x]!;
      for (let at = firstWeight; at < end; at++) {
        const weight = values[at]!;
        r += pixels[source]! * weight;
        g += pixels[source + 1]! * weight;
        b += pixels[source + 2]! * weight;
        source += 3;
      }
      // A convex combination of bytes stays within 0 to 255.
      out[target++] = r >> PRECISION_BITS;
      out[target++] = g >> PRECISION_BITS;
      out[target++] = b >> PRECISION_BITS;
    }
  }
  return out;
}

function resizeColumns(pixels: Uint8Array, width: number, height: number, outHeight: number): Uint8Array {
  const { starts, counts, values, taps } = weightsFor(height, outHeight);
  const stride = width * 3;
  const out = new Uint8Array(stride * outHeight);
  const sums = new Int32Array(stride);
  for (let y = 0; y < outHeight; y++) {
    sums.fill(HALF);
    for (let tap = 0; tap < counts[y]!; tap++) {
      const weight = values[y * taps + tap]!;
      const row = (starts[y]! + tap) * stride;
      for (let x = 0; x < stride; x++) sums[x]! += pixels[row + x]! * weight;
    }
    const target = y * stride;
    for (let x = 0; x < stride; x++) out[target + x] = sums[x]! >> PRECISION_BITS;
  }
  return out;
}
