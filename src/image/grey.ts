import type { ImageInput, ImageSize } from '../contract';
import { type DecodeOptions, decodeDefaults } from '../contract/decode-options';
import { decodingError } from './decoding-errors';
import { openShrinkable } from './shrinkable';

/** A small grey copy of an image: 8 bits, row-major `[height, width]`. */
export interface GreyCopy {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** Size of the original image, upright. */
  readonly image: ImageSize;
}

/** The height of a copy, as a multiple of its largest width: the copy of a long and narrow image is narrower. */
const MAX_ASPECT = 3;

/**
 * Decodes an image to a grey copy of at most `maxWidth` pixels in width. A narrower image is not enlarged.
 * @throws VisionError `BAD_IMAGE` for the images that `decodeImage` refuses
 */
export async function decodeGrey(
  input: ImageInput,
  maxWidth: number,
  options: Partial<DecodeOptions> = {},
): Promise<GreyCopy> {
  const complete = { ...decodeDefaults, ...options };
  try {
    const { pixels, size } = await openShrinkable(input, complete);
    const { data, info } = await pixels
      .resize({ width: maxWidth, height: maxWidth * MAX_ASPECT, fit: 'inside', withoutEnlargement: true })
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, image: size };
  } catch (error) {
    throw decodingError(error, complete.maxPixels);
  }
}
