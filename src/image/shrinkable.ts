import type { ImageInput, ImageSize } from '../contract';
import type { DecodeOptions } from '../contract/decode-options';
import { readableFormat } from '../contract/picture-format';
import { decodeImage } from './decode';
import { openWithSharp } from './decode-with-sharp';
import { type Sharp, sharp } from './sharp';

/** An image that is about to be shrunk. */
export interface ShrinkableImage {
  /** Upright. */
  readonly pixels: Sharp;
  /** Size of the original image, upright. */
  readonly size: ImageSize;
}

/**
 * Opens an image to shrink it. Images of most cameras are shrunk while they are decoded, which takes much less time.
 * @throws VisionError `BAD_IMAGE` for the images that `decodeImage` refuses; errors of libvips, see `decodingError`
 */
export async function openShrinkable(input: ImageInput, options: DecodeOptions): Promise<ShrinkableImage> {
  const direct = await sizeOfPlainFile(input, options);
  if (direct) return { pixels: openWithSharp(input as Buffer, options.maxPixels).autoOrient(), size: direct };
  const { data, width, height } = await decodeImage(input, options);
  return { pixels: sharp(data, { raw: { width, height, channels: 3 } }), size: { width, height } };
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
