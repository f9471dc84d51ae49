import { type DecodeOptions, decodeDefaults } from '../contract/decode-options';
import { type PictureFormat, readableFormat } from '../contract/picture-format';
import { decodingError } from './decoding-errors';
import { sharp } from './sharp';

/** The header of an image file. */
export interface ImageHeader {
  readonly format: PictureFormat;
  /**
   * True if the stored rows and columns are those of the upright image: no EXIF orientation rotates or mirrors them.
   */
  readonly isUpright: boolean;
  readonly isAnimated: boolean;
  /** True if its values have more than 8 bits, which readers convert in different ways. */
  readonly isDeep: boolean;
}

/**
 * Reads the header of an image file without decoding its pixels.
 * @throws VisionError `BAD_IMAGE`
 */
export async function inspectImage(bytes: Buffer, options: Partial<DecodeOptions> = {}): Promise<ImageHeader> {
  const { maxPixels } = { ...decodeDefaults, ...options };
  const format = readableFormat('The image', bytes);
  // These formats have neither an orientation nor frames, and are never kept as they are.
  if (format === 'bmp' || format === 'pnm') return { format, isUpright: true, isAnimated: false, isDeep: false };
  try {
    const { orientation = 1, pages = 1, depth } = await sharp(bytes, { limitInputPixels: maxPixels }).metadata();
    return { format, isUpright: orientation === 1, isAnimated: pages > 1, isDeep: depth !== 'uchar' };
  } catch (error) {
    throw decodingError(error, maxPixels);
  }
}
