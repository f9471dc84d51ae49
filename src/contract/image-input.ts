import { invalidInput, VisionError } from '../errors';
import { bytesFrom } from './bytes';
import { imageFromText } from './image-text';

/** Raw pixels, row-major, interleaved, 8 bits a channel: grey (1), grey + alpha (2), RGB (3) or RGBA (4). */
export interface RawImage {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** An image as the library accepts it: the bytes of an image file, or raw pixels. */
export type ImageInput = Buffer | RawImage;

const EXPECTED = 'an image (a Buffer, a base64 or data-URI string, or raw pixels {data, width, height, channels})';

/**
 * Reads an image in any form that messages have: a Buffer, base64, a data URI, raw pixels or a Jimp image. Does not decode.
 * @param name of the value, as the user knows it: `msg.payload`
 * @throws VisionError `BAD_IMAGE`
 */
export function imageInput(name: string, value: unknown): ImageInput {
  const bytes = bytesFrom(value);
  if (bytes) return nonEmpty(name, bytes);
  if (typeof value === 'string') {
    const file = imageFromText(name, value);
    if (file) return nonEmpty(name, file);
  }
  if (typeof value === 'object' && value !== null) return rawImage(name, 'bitmap' in value ? value.bitmap : value);
  throw invalidInput(name, EXPECTED, value, 'BAD_IMAGE');
}

function nonEmpty(name: string, bytes: Buffer): Buffer {
  if (bytes.length > 0) return bytes;
  throw new VisionError('BAD_IMAGE', `${name} is empty: the image has 0 bytes`);
}

function rawImage(name: string, value: unknown): RawImage {
  const { data: given, width, height, channels = 4 } = (value ?? {}) as Partial<RawImage>;
  const data = bytesFrom(given);
  if (!data || !isSide(width) || !isSide(height) || ![1, 2, 3, 4].includes(channels)) {
    throw invalidInput(name, EXPECTED, value, 'BAD_IMAGE');
  }
  if (data.length !== width * height * channels) {
    throw new VisionError(
      'BAD_IMAGE',
      `${name}.data must have width x height x channels = ${width} x ${height} x ${channels} bytes, got ${data.length}`,
    );
  }
  return { data, width, height, channels };
}

const isSide = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0;
