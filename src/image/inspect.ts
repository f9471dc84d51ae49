import sharp from 'sharp';
import { messageOf, VisionError } from '../errors';

/** What the header of a picture file says. */
export interface ImageHeader {
  /** `jpeg`, `png`, `webp`, `heif` (AVIF too), `gif`, `tiff`, ... */
  readonly format: string;
  /** Its rows and columns are those of the upright image: no EXIF orientation turns them. */
  readonly isUpright: boolean;
  readonly isAnimated: boolean;
}

/** @throws VisionError `BAD_IMAGE` */
export async function inspectImage(bytes: Buffer): Promise<ImageHeader> {
  try {
    const { format = '', orientation = 1, pages = 1 } = await sharp(bytes).metadata();
    return { format, isUpright: orientation === 1, isAnimated: pages > 1 };
  } catch (error) {
    throw new VisionError('BAD_IMAGE', `The image cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
