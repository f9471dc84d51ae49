import { type PictureFormat, readableFormat } from '../contract/picture-format';
import { messageOf, VisionError } from '../errors';
import { sharp } from './sharp';

/** The header of an image file. */
export interface ImageHeader {
  readonly format: PictureFormat;
  /**
   * True if the stored rows and columns are those of the upright image: no EXIF orientation rotates or mirrors them.
   */
  readonly isUpright: boolean;
  readonly isAnimated: boolean;
}

/**
 * Reads the header of an image file without decoding its pixels.
 * @throws VisionError `BAD_IMAGE`
 */
export async function inspectImage(bytes: Buffer): Promise<ImageHeader> {
  const format = readableFormat('The image', bytes);
  // These formats have neither an orientation nor frames.
  if (format === 'bmp' || format === 'pnm') return { format, isUpright: true, isAnimated: false };
  try {
    const { orientation = 1, pages = 1 } = await sharp(bytes).metadata();
    return { format, isUpright: orientation === 1, isAnimated: pages > 1 };
  } catch (error) {
    throw new VisionError('BAD_IMAGE', `The image cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
