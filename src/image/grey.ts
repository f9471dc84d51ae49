import type { ImageInput, ImageSize } from '../contract';
import { type DecodeOptions, decodeDefaults } from '../contract/decode-options';
import { readableFormat } from '../contract/picture-format';
import { decodeImage } from './decode';
import { openWithSharp } from './decode-with-sharp';
import { decodingError } from './decoding-errors';
import { type Sharp, sharp } from './sharp';

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
 * Decodes an image to a grey copy of at most `maxWidth` pixels in width. Images of most cameras are shrunk while they are
 * decoded, which takes much less time. A narrower image is not enlarged.
 * @throws VisionError `BAD_IMAGE` for the images that `decodeImage` refuses
 */
export async function decodeGrey(
  input: ImageInput,
  maxWidth: number,
  options: Partial<DecodeOptions> = {},
): Promise<GreyCopy> {
  const complete = { ...decodeDefaults, ...options };
  try {
    const direct = await sizeOfPlainFile(input, complete);
    if (direct) return await shrunk(openWithSharp(input as Buffer, complete.maxPixels).autoOrient(), direct, maxWidth);
    const { data, width, height } = await decodeImage(input, complete);
    return await shrunk(sharp(data, { raw: { width, height, channels: 3 } }), { width, height }, maxWidth);
  } catch (error) {
    throw decodingError(error, complete.maxPixels);
  }
}

/**
 * The upright size of a file whose pixels libvips may shrink while it decodes them. Not of other images: an alpha channel
 * would weight the pixels, and levels of more than 8 bits depend on the range of grey levels.
 */
async function sizeOfPlainFile(input: ImageInput, { maxPixels }: DecodeOptions): Promise<ImageSize | undefined> {
  if (!Buffer.isBuffer(input) || !['jpeg', 'png', 'webp'].includes(readableFormat('The image', input)))
    return undefined;
  const { space, depth, hasAlpha, autoOrient } = await openWithSharp(input, maxPixels).metadata();
  return depth === 'uchar' && !hasAlpha && (space === 'srgb' || space === 'b-w') ? autoOrient : undefined;
}

async function shrunk(image: Sharp, { width, height }: ImageSize, maxWidth: number): Promise<GreyCopy> {
  const within = { width: maxWidth, height: maxWidth * MAX_ASPECT };
  const grey = image
    .resize({ ...within, fit: 'inside', withoutEnlargement: true })
    .toColourspace('b-w')
    .raw();
  const { data, info } = await grey.toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, image: { width, height } };
}
