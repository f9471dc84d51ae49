import type { ImageSize, Mask } from '../../contract';
import { VisionError } from '../../errors';
import { cropMask } from '../../geometry/mask';
import { pixelRunsOf } from '../../geometry/pixel-runs';

/** Bits of the four lengths that a block can choose from. */
const LENGTH_BITS = [3, 4, 8, 16] as const;
const WORD_BITS = 8;
/** Label Studio encodes the RGBA bytes of a mask's picture. All four are 255 in the object, and 0 elsewhere. */
const BYTES_PER_PIXEL = 4;

/**
 * A mask as Label Studio stores brush strokes: https://github.com/thi-ng/umbrella/tree/develop/packages/rle-pack. A header
 * (number of bytes, bits of a byte, bits of lengths), then blocks: 1 = repeated, index of the length's size, length - 1, value.
 */
export function labelStudioRle(mask: Mask, { width, height }: ImageSize): Uint8Array {
  const bits = new BitWriter();
  bits.write(width * height * BYTES_PER_PIXEL, 32);
  bits.write(WORD_BITS - 1, 5);
  for (const size of LENGTH_BITS) bits.write(size - 1, 4);

  const repeat = (value: number, pixels: number): void => {
    for (let rest = pixels * BYTES_PER_PIXEL; rest > 0; ) {
      const length = Math.min(rest, 2 ** 16);
      const size = LENGTH_BITS.findIndex((one) => length <= 2 ** one);
      bits.write(1, 1);
      bits.write(size, 2);
      bits.write(length - 1, LENGTH_BITS[size]!);
      bits.write(value, WORD_BITS);
      rest -= length;
    }
  };
  const { edges, rowOf } = pixelRunsOf(mask);
  let position = 0;
  rowOf.forEach((y, run) => {
    const [start, end] = [y * width + edges[2 * run]!, y * width + edges[2 * run + 1]!];
    repeat(0, start - position);
    repeat(255, end - start);
    position = end;
  });
  repeat(0, width * height - position);
  return bits.bytes();
}

/**
 * The inverse of `labelStudioRle`: a pixel belongs to the object if its alpha is not 0. Brush strokes of people have blocks of
 * different values, too.
 */
export function labelStudioMask(rle: readonly number[], size: ImageSize): Mask {
  const bits = new BitReader(rle);
  const length = bits.read(32);
  const wordBits = bits.read(5) + 1;
  const sizes = [0, 1, 2, 3].map(() => bits.read(4) + 1);
  const pixels = size.width * size.height;
  if (length !== pixels * BYTES_PER_PIXEL) {
    const expected = `of ${size.width} x ${size.height} pixels`;
    throw new VisionError('BAD_DATASET', `Brush strokes must be ${expected}, got ${length / BYTES_PER_PIXEL} pixels`);
  }
  const full = new Uint8Array(pixels);
  const alpha = BYTES_PER_PIXEL - 1;
  for (let at = 0; at < length; ) {
    const isRepeated = bits.read(1) === 1;
    const end = Math.min(at + bits.read(sizes[bits.read(2)]!) + 1, length);
    let value = isRepeated ? bits.read(wordBits) : 0;
    for (; at < end; at++) {
      if (!isRepeated) value = bits.read(wordBits);
      if (at % BYTES_PER_PIXEL === alpha && value !== 0) full[(at - alpha) / BYTES_PER_PIXEL] = 1;
    }
  }
  return cropMask(full, size);
}

/** Reads numbers of any number of bits, the highest bit first. */
class BitReader {
  #at = 0;

  constructor(private readonly bytes: readonly number[]) {}

  /** @throws VisionError `BAD_DATASET` after the last byte */
  read(count: number): number {
    let value = 0;
    for (const end = this.#at + count; this.#at < end; this.#at++) {
      const byte = this.bytes[this.#at >> 3];
      if (byte === undefined) throw new VisionError('BAD_DATASET', 'Brush strokes end too early');
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
}

/** Writes numbers of any number of bits, the highest bit first. */
class BitWriter {
  readonly #bytes: number[] = [];
  /** Bits of the last byte that are written. */
  #used = 8;

  write(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      if (this.#used === 8) {
        this.#bytes.push(0);
        this.#used = 0;
      }
      // Not `>>`: the number of bytes of a large image has 32 bits.
      const one = Math.floor(value / 2 ** bit) % 2;
      this.#bytes[this.#bytes.length - 1]! |= one << (7 - this.#used);
      this.#used++;
    }
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}
