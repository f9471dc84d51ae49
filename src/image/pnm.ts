import { VisionError } from '../errors';
import type { PlainPixels } from './raw-pixels';

/** The pixels of a PGM or PPM file. */
export interface PnmPixels extends PlainPixels {
  /** The value of white, 1 to 65535. `data` has 16 bits if it is above 255. */
  readonly white: number;
}

/**
 * Reads a PGM (P2, P5) or PPM (P3, P6) file: https://netpbm.sourceforge.net/doc/ppm.html. Only the first image of several
 * is used.
 * @param check throws if an image of this size is not allowed
 * @throws VisionError `BAD_IMAGE` if it is damaged or truncated
 */
export function readPnm(bytes: Buffer, check: (width: number, height: number) => void): PnmPixels {
  const kind = bytes.toString('latin1', 1, 2);
  const channels = kind === '3' || kind === '6' ? 3 : 1;
  const reader = { bytes, at: 2 };
  const [width, height, white] = [nextNumber(reader), nextNumber(reader), nextNumber(reader)];
  if (!width || !height || !white || white > 65_535) {
    throw damaged(`has the size ${width} x ${height} and the white level ${white}`);
  }
  check(width, height);
  const length = width * height * channels;
  const data = kind === '2' || kind === '3' ? readText(reader, length, white) : readBinary(reader, length, white);
  return { data, width, height, channels, white };
}

const damaged = (reason: string): VisionError =>
  new VisionError('BAD_IMAGE', `The image cannot be read: the PGM or PPM file ${reason}`);

interface Reader {
  readonly bytes: Buffer;
  at: number;
}

const isSpace = (byte: number | undefined): boolean => byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
const isDigit = (byte: number | undefined): byte is number => byte !== undefined && byte >= 48 && byte <= 57;

/** The next decimal number after white space and comments. Consumes the one byte after it. */
function nextNumber(reader: Reader): number {
  const { bytes } = reader;
  for (; isSpace(bytes[reader.at]) || bytes[reader.at] === 35; reader.at++) {
    // A comment ends with its line.
    if (bytes[reader.at] === 35) while (reader.at < bytes.length && bytes[reader.at] !== 10) reader.at++;
  }
  if (!isDigit(bytes[reader.at])) throw damaged('is truncated or damaged');
  let value = 0;
  for (let byte = bytes[reader.at]; isDigit(byte); byte = bytes[++reader.at]) {
    value = Math.min(value * 10 + byte - 48, Number.MAX_SAFE_INTEGER / 16);
  }
  reader.at++;
  return value;
}

function readText(reader: Reader, length: number, white: number): Uint8Array | Uint16Array {
  // Each number takes at least two bytes, so a small file cannot claim a large image.
  if (reader.bytes.length - reader.at < length * 2 - 1) throw damaged('is truncated');
  const data = white > 255 ? new Uint16Array(length) : new Uint8Array(length);
  for (let at = 0; at < length; at++) data[at] = Math.min(nextNumber(reader), white);
  return data;
}

function readBinary({ bytes, at }: Reader, length: number, white: number): Uint8Array | Uint16Array {
  const bytesPerValue = white > 255 ? 2 : 1;
  const values = bytes.subarray(at, at + length * bytesPerValue);
  if (values.length < length * bytesPerValue) throw damaged('is truncated');
  if (bytesPerValue === 1) return new Uint8Array(values);
  const data = new Uint16Array(length);
  for (let index = 0; index < length; index++) data[index] = values.readUInt16BE(index * 2);
  return data;
}
