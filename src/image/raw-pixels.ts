import type { PixelOrder, RawImage } from '../contract';
import { defaultOrders } from '../contract/pixel-order';

/** Grey or RGB values without padding: `[height, width, channels]`, row-major. */
export interface PlainPixels {
  readonly data: Uint8Array | Uint16Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Positions of red, green and blue in a pixel, or of grey. */
const positions: Readonly<Record<PixelOrder, readonly number[]>> = {
  GRAY: [0],
  GRAYA: [0],
  RGB: [0, 1, 2],
  RGBA: [0, 1, 2],
  BGR: [2, 1, 0],
  BGRA: [2, 1, 0],
  ARGB: [1, 2, 3],
  ABGR: [3, 2, 1],
};

/** Copies raw pixels into rows without padding, in the order RGB. Drops alpha. */
export function plainPixels({ data, width, height, channels, colorSpace, dtype, stride }: RawImage): PlainPixels {
  const from = positions[colorSpace ?? defaultOrders[channels]];
  const isWide = dtype === 'uint16';
  const rowBytes = stride ?? width * channels * (isWide ? 2 : 1);
  const length = width * height * from.length;
  if (!isWide && from.length === channels && from.every((position, at) => position === at) && stride === undefined) {
    return { data: new Uint8Array(data), width, height, channels: channels as 1 | 3 };
  }
  const plain = isWide ? new Uint16Array(length) : new Uint8Array(length);
  const [first = 0, second = 0, third = 0] = from;
  for (let y = 0, to = 0; y < height; y++) {
    const row = data.subarray(y * rowBytes, (y + 1) * rowBytes);
    const values = isWide ? uint16Values(row) : row;
    const end = width * channels;
    if (from.length === 1) for (let at = first; at < end; at += channels) plain[to++] = values[at]!;
    else
      for (let at = 0; at < end; at += channels) {
        plain[to++] = values[at + first]!;
        plain[to++] = values[at + second]!;
        plain[to++] = values[at + third]!;
      }
  }
  return { data: plain, width, height, channels: from.length === 1 ? 1 : 3 };
}

/** Little-endian values, of bytes at any address. */
function uint16Values(bytes: Buffer): Uint16Array {
  const values = new Uint16Array(bytes.length >> 1);
  for (let at = 0; at < values.length; at++) values[at] = bytes.readUInt16LE(at * 2);
  return values;
}
