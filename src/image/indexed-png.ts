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
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, palette ? 3 : 0], 8);
  return Buffer.concat([
    SIGNATURE,
    pngChunk('IHDR', header),
    ...(palette ? [pngChunk('PLTE', Uint8Array.from(palette.flat()))] : []),
    pngChunk('IDAT', deflateSync(unfilteredRows(values, width, height))),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

/** Each row starts with a byte for its filter: 0 = none. */
function unfilteredRows(values: Uint8Array, width: number, height: number): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  for (let y = 0; y < height; y++) rows.set(values.subarray(y * width, (y + 1) * width), y * (width + 1) + 1);
  return rows;
}
