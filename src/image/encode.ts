import sharp from 'sharp';
import type { RgbPixels } from './pixels';

export const imageFormats = ['jpeg', 'png', 'webp'] as const;
export type ImageFormat = (typeof imageFormats)[number];

/** @param quality 1 to 100; PNG is lossless and ignores it */
export async function encodeImage(pixels: RgbPixels, format: ImageFormat, quality: number): Promise<Buffer> {
  const { data, width, height } = pixels;
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  // At the usual 4:2:0 thin coloured lines smear.
  if (format === 'jpeg') return image.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
  return format === 'webp' ? image.webp({ quality }).toBuffer() : image.png().toBuffer();
}
