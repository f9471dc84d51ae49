import { VisionError } from '../errors';
import type { RgbPixels } from './pixels';

/** The header of a BMP file: https://learn.microsoft.com/windows/win32/gdi/bitmap-storage */
interface BmpHeader {
  readonly width: number;
  readonly height: number;
  /** Rows are stored from the bottom up, unless the height in the file is negative. */
  readonly isTopDown: boolean;
  readonly bits: number;
  readonly compression: number;
  /** Offset of the first row in the file. */
  readonly start: number;
  /** Offset and entry size in bytes of the palette: blue, green, red. */
  readonly palette: { readonly at: number; readonly entry: number; readonly length: number };
  /** Bits of red, green and blue in pixels of 16 and 32 bits. */
  readonly masks: readonly number[];
}

const RLE8 = 1;
const RLE4 = 2;
const BITFIELDS = [3, 6];

/**
 * Reads a BMP file of 1, 4, 8, 16, 24 or 32 bits per pixel, also run-length encoded. Alpha is dropped.
 * @param check throws if an image of this size is not allowed
 * @throws VisionError `BAD_IMAGE` if it is damaged, truncated or compressed in another way
 */
export function readBmp(bytes: Buffer, check: (width: number, height: number) => void): RgbPixels {
  const header = readHeader(bytes);
  const { width, height, bits, compression } = header;
  check(width, height);
  const data = new Uint8Array(width * height * 3);
  if (compression === RLE8 || compression === RLE4) writeIndices(data, header, bytes, runLengthDecoded(header, bytes));
  else if (bits <= 8) writeIndices(data, header, bytes, unpackedIndices(header, bytes));
  else if (bits === 24) writeBgr(data, header, bytes);
  else writeMasked(data, header, bytes);
  return { data, width, height };
}

const damaged = (reason: string): VisionError =>
  new VisionError('BAD_IMAGE', `The image cannot be read: the BMP file ${reason}`);

/** Fields of the version of 1987 have 16 bits, later ones 32. */
function readHeader(bytes: Buffer): BmpHeader {
  if (bytes.length < 26) throw damaged('is truncated');
  const size = bytes.readUInt32LE(14);
  const isOld = size === 12;
  if (bytes.length < 14 + size || (!isOld && size < 40)) throw damaged('is truncated or has an unknown header');
  const width = isOld ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const rows = isOld ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  const bits = bytes.readUInt16LE(isOld ? 24 : 28);
  const compression = isOld ? 0 : bytes.readUInt32LE(30);
  if (width < 1 || rows === 0) throw damaged(`has no pixels: its size is ${width} x ${rows}`);
  const bitsAllowed = compression === RLE8 ? [8] : compression === RLE4 ? [4] : [1, 4, 8, 16, 24, 32];
  const hasMasks = BITFIELDS.includes(compression);
  if ((compression > 3 && !hasMasks) || !bitsAllowed.includes(bits) || (hasMasks && bits !== 16 && bits !== 32)) {
    throw damaged(`has ${bits} bits per pixel in the compression ${compression}, which is not read`);
  }
  // With a header of 40 bytes, the masks follow it. Later headers contain them at the same offset.
  const maskBytes = hasMasks && size === 40 ? (compression === 6 ? 16 : 12) : 0;
  if (hasMasks && bytes.length < 66) throw damaged('is truncated');
  const used = isOld ? 0 : bytes.readUInt32LE(46);
  const start = bytes.readUInt32LE(10);
  if (start < 14 + size + maskBytes) throw damaged(`has pixels at byte ${start}, inside its header`);
  return {
    ...{ width, height: Math.abs(rows), isTopDown: rows < 0, bits, compression },
    start,
    palette: { at: 14 + size + maskBytes, entry: isOld ? 3 : 4, length: Math.min(used || 256, 1 << Math.min(bits, 8)) },
    masks: hasMasks
      ? [54, 58, 62].map((at) => bytes.readUInt32LE(at))
      : bits === 16
        ? [0x7c00, 0x3e0, 0x1f]
        : [0xff0000, 0xff00, 0xff],
  };
}

/** Calls `visit` with the row of the image and the offset of its bytes in the file. Rows fill up to 4 bytes. */
function eachRow(
  { width, height, bits, start, isTopDown }: BmpHeader,
  bytes: Buffer,
  visit: (y: number, at: number) => void,
): void {
  const used = Math.ceil((width * bits) / 8);
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (start + stride * (height - 1) + used > bytes.length) throw damaged('is truncated');
  for (let row = 0; row < height; row++) visit(isTopDown ? row : height - 1 - row, start + row * stride);
}

function writeBgr(data: Uint8Array, header: BmpHeader, bytes: Buffer): void {
  eachRow(header, bytes, (y, at) => {
    for (let to = y * header.width * 3, end = to + header.width * 3, from = at; to < end; to += 3, from += 3) {
      data[to] = bytes[from + 2]!;
      data[to + 1] = bytes[from + 1]!;
      data[to + 2] = bytes[from]!;
    }
  });
}

function writeMasked(data: Uint8Array, header: BmpHeader, bytes: Buffer): void {
  const { width, bits, masks } = header;
  const channels = masks.map((mask) => {
    const shift = mask === 0 ? 0 : Math.clz32(mask & -mask) ^ 31;
    const most = mask >>> shift;
    return { mask, shift, scale: most === 0 ? 0 : 255 / most };
  });
  eachRow(header, bytes, (y, at) => {
    for (let x = 0, to = y * width * 3; x < width; x++) {
      const pixel = bits === 16 ? bytes.readUInt16LE(at + x * 2) : bytes.readUInt32LE(at + x * 4);
      for (const { mask, shift, scale } of channels) data[to++] = Math.round(((pixel & mask) >>> shift) * scale);
    }
  });
}

/** `[height, width]`, top row first. */
function unpackedIndices(header: BmpHeader, bytes: Buffer): Uint8Array {
  const { width, height, bits } = header;
  const indices = new Uint8Array(width * height);
  const mask = (1 << bits) - 1;
  eachRow(header, bytes, (y, at) => {
    for (let x = 0; x < width; x++) {
      const bit = x * bits;
      indices[y * width + x] = (bytes[at + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask;
    }
  });
  return indices;
}

/** `[height, width]`, top row first. Pixels that the file skips have index 0. */
function runLengthDecoded({ width, height, compression, start, isTopDown }: BmpHeader, bytes: Buffer): Uint8Array {
  const indices = new Uint8Array(width * height);
  let x = 0;
  let row = 0;
  const put = (index: number): void => {
    if (x < width && row < height) indices[(isTopDown ? row : height - 1 - row) * width + x] = index;
    x++;
  };
  const nibble = (pair: number, pixel: number): number => (pixel % 2 === 0 ? pair >> 4 : pair & 15);
  for (let at = start; at + 1 < bytes.length; ) {
    const count = bytes[at++]!;
    const value = bytes[at++]!;
    if (count > 0) {
      for (let pixel = 0; pixel < count; pixel++) put(compression === RLE8 ? value : nibble(value, pixel));
    } else if (value === 0) {
      x = 0;
      row++;
    } else if (value === 1) {
      return indices;
    } else if (value === 2) {
      x += bytes[at++] ?? 0;
      row += bytes[at++] ?? 0;
    } else {
      const length = compression === RLE8 ? value : Math.ceil(value / 2);
      if (at + length > bytes.length) break;
      for (let pixel = 0; pixel < value; pixel++) {
        put(compression === RLE8 ? bytes[at + pixel]! : nibble(bytes[at + (pixel >> 1)]!, pixel));
      }
      // Runs of single pixels fill up to 2 bytes.
      at += length + (length % 2);
    }
  }
  // Without an end mark, the file is complete if its last row is.
  if (row >= height || (row === height - 1 && x >= width)) return indices;
  throw damaged('is truncated');
}

function writeIndices(data: Uint8Array, { palette }: BmpHeader, bytes: Buffer, indices: Uint8Array): void {
  const { at, entry, length } = palette;
  if (at + entry * length > bytes.length) throw damaged('is truncated');
  for (let pixel = 0; pixel < indices.length; pixel++) {
    // An index beyond the palette is black.
    if (indices[pixel]! >= length) continue;
    const colour = at + indices[pixel]! * entry;
    for (let channel = 0; channel < 3; channel++) data[pixel * 3 + channel] = bytes[colour + 2 - channel]!;
  }
}
