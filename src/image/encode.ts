import { messageOf, VisionError } from '../errors';
import type { ImageFormat } from './image-formats';
import type { Canvas } from './pixels';
import { sharp } from './sharp';

/**
 * Encodes only the pixels: no EXIF data, thumbnail or colour profile of the original image.
 * @param quality 1 to 100; PNG is lossless and ignores it
 * @throws VisionError `BAD_IMAGE` if a side is too long for the format: 16,383 pixels for WebP and AVIF, 65,535 for JPEG
 */
export async function encodeImage(canvas: Canvas, format: ImageFormat, quality: number): Promise<Buffer> {
  try {
    return await encoded(canvas, format, quality);
  } catch (error) {
    const { width, height } = canvas;
    const isTooLarge = messageOf(error).includes('too large');
    const reason = isTooLarge ? `${width} x ${height} pixels are too many for it; choose png` : messageOf(error);
    throw new VisionError('BAD_IMAGE', `The image cannot be written as ${format}: ${reason}`, { cause: error });
  }
}

function encoded(canvas: Canvas, format: ImageFormat, quality: number): Promise<Buffer> {
  const { data, alpha, width, height } = canvas;
  const pixels = alpha ? straightRgba(data, alpha) : data;
  const image = sharp(pixels, { raw: { width, height, channels: alpha ? 4 : 3 } });
  switch (format) {
    case 'jpeg':
      // With the default 4:2:0, thin coloured lines smear.
      return image.jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'png':
      return image.png().toBuffer();
    case 'webp':
      return image.webp({ quality }).toBuffer();
    case 'avif':
      return image.avif({ quality, effort: AVIF_EFFORT }).toBuffer();
  }
}

/** 0 to 9. A noisy 1080p image takes half a second; the default 4 takes half a minute for files 6 % smaller. */
const AVIF_EFFORT = 0;

/** RGBA with colours divided by alpha, as encoders expect: those of a canvas are multiplied by it. */
function straightRgba(rgb: Uint8Array, alpha: Uint8Array): Uint8Array {
  const rgba = new Uint8Array(alpha.length * 4);
  for (let at = 0, from = 0, to = 0; at < alpha.length; at++, from += 3, to += 4) {
    const opacity = alpha[at]!;
    if (opacity === 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      rgba[to + channel] = Math.min(Math.round((rgb[from + channel]! * 255) / opacity), 255);
    }
    rgba[to + 3] = opacity;
  }
  return rgba;
}
