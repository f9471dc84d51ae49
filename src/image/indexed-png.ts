import { deflateSync } from 'node:zlib';
import { pngChunk } from './png-chunk';

/** The colour of each index: red, green and blue, 0 to 255. At most 256 entries. */
export type Palette = readonly (readonly [red: number, green: number, blue: number])[];

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * Encodes a PNG with exactly the given values: indices into `palette`, or grey levels without a palette. sharp cannot
 * do this because it computes its own palette.
 * @param values `[height, width]`, row-major, one byte per pixel
 */
export function encodeIndexedPng(values: Uint8Array, width: number, height: number, palette?: Palette): Buffer {
  return encodePng(values, { width, height, pixelBytes: 1, depth: 8, colourType: palette ? 3 : 0 }, palette);
}

/** Encodes a grey PNG of 16 bits. @param values `[height, width]`, row-major */
export function encodeGrey16Png(values: Uint16Array, width: number, height: number): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, at) => void bytes.writeUInt16BE(value, at * 2));
  return encodePng(bytes, { width, height, pixelBytes: 2, depth: 16, colourType: 0 });
}

/** Encodes a PNG with exactly these colours. @param rgb `[height, width, 3]`, row-major */
export const encodeRgbPng = (rgb: Uint8Array, width: number, height: number): Buffer =>
  encodePng(rgb, { width, height, pixelBytes: 3, depth: 8, colourType: 2 });

interface PngShape {
  readonly width: number;
  readonly height: number;
  readonly pixelBytes: number;
  /** Bits of a channel. */
  readonly depth: 8 | 16;
  /** 0: grey, 2: RGB, 3: palette. */
  readonly colourType: 0 | 2 | 3;
}

function encodePng(pixels: Uint8Array, shape: PngShape, palette?: Palette): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(shape.width, 0);
  header.writeUInt32BE(shape.height, 4);
  header.set([shape.depth, shape.colourType], 8);
  return Buffer.concat([
    SIGNATURE,
    pngChunk('IHDR', header),
    ...(palette ? [pngChunk('PLTE', Uint8Array.from(palette.flat()))] : []),
    pngChunk('IDAT', deflateSync(unfilteredRows(pixels, shape))),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

/** Each row starts with a byte for its filter: 0 = none. */
function unfilteredRows(pixels: Uint8Array, { width, height, pixelBytes }: PngShape): Uint8Array {
  const stride = width * pixelBytes;
  const rows = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  return rows;
}
