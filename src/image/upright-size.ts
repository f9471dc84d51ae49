import { readFile } from 'node:fs/promises';
import { decodeDefaults, type ImageSize } from '../contract';
import { readableFormat } from '../contract/picture-format';
import { decodingError } from './decoding-errors';
import { sharp } from './sharp';

/**
 * The size of an image file, EXIF orientation applied. Its pixels are not decoded.
 * @throws VisionError `BAD_IMAGE`
 */
export async function uprightSize(file: string): Promise<ImageSize> {
  const bytes = await readFile(file);
  readableFormat('The image', bytes);
  try {
    const { width, height } = (await sharp(bytes, { limitInputPixels: decodeDefaults.maxPixels }).metadata())
      .autoOrient;
    return { width, height };
  } catch (error) {
    throw decodingError(error, decodeDefaults.maxPixels);
  }
}
