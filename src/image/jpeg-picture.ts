import type { ImageInput, ImageSize } from '../contract';
import { type DecodeOptions, decodeDefaults } from '../contract/decode-options';
import { decodingError } from './decoding-errors';
import { openShrinkable } from './shrinkable';

/** A copy of an image as a JPEG file, without metadata. */
export interface JpegPicture {
  readonly data: Buffer;
  readonly size: ImageSize;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
}

/**
 * Copies an image into a JPEG file whose longer side has at most `maxSide` pixels. A smaller image is not enlarged.
 * @param quality of the file, 1 to 100
 * @throws VisionError `BAD_IMAGE` for the images that `decodeImage` refuses
 */
export async function jpegPicture(
  input: ImageInput,
  { maxSide, quality }: { readonly maxSide: number; readonly quality: number },
  options: Partial<DecodeOptions> = {},
): Promise<JpegPicture> {
  const complete = { ...decodeDefaults, ...options };
  try {
    const { pixels, size } = await openShrinkable(input, complete);
    const { data, info } = await pixels
      .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality })
      .toBuffer({ resolveWithObject: true });
    return { data, size: { width: info.width, height: info.height }, image: size };
  } catch (error) {
    throw decodingError(error, complete.maxPixels);
  }
}
