import { invalidInput, VisionError } from '../errors';
import { bytesFrom } from './bytes';
import { imageFromText } from './image-text';
import { type RawImage, rawImage } from './raw-image';

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
  if (typeof value === 'object' && value !== null)
    return rawImage(name, 'bitmap' in value ? value.bitmap : value, EXPECTED);
  throw invalidInput(name, EXPECTED, value, 'BAD_IMAGE');
}

function nonEmpty(name: string, bytes: Buffer): Buffer {
  if (bytes.length > 0) return bytes;
  throw new VisionError('BAD_IMAGE', `${name} is empty: the image has 0 bytes`);
}
