import type { Bbox, ImageSize } from '../contract';
import { sharp } from './sharp';

/**
 * Encodes a PNG with one channel of 8 or 16 bits.
 * @param pixels `[height, width]`, row-major
 */
export function greyPng(pixels: Uint8Array | Uint16Array, { width, height }: ImageSize): Promise<Buffer> {
  const space = pixels instanceof Uint16Array ? 'grey16' : 'b-w';
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace(space)
    .png()
    .toBuffer();
}

/**
 * Encodes a black PNG of size `image` with one channel of 8 bits, and pixels in one rectangle of it.
 * @param pixels the pixels of the rectangle, `[height, width]`, row-major
 */
export function greyPngAround(pixels: Uint8Array, [left, top, width, height]: Bbox, image: ImageSize): Promise<Buffer> {
  const right = image.width - left - width;
  const bottom = image.height - top - height;
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .extend({ left, top, right, bottom, background: 'black' })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

/**
 * Encodes a PNG with alpha.
 * @param pixels `[height, width, 4]`, colours not premultiplied by alpha
 */
export function rgbaPng(pixels: Uint8Array, { width, height }: ImageSize): Promise<Buffer> {
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}
