import type { ImageSize, Mask } from '../../contract';
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
