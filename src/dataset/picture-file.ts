import { createHash } from 'node:crypto';
import type { ImageInput, ImageSize } from '../contract';
import { decodeImage } from '../image/decode';
import { encodeImage, type ImageFormat } from '../image/encode';
import { inspectImage } from '../image/inspect';

/** A picture as it is written into a dataset. */
export interface PictureFile {
  readonly content: Buffer;
  readonly extension: string;
  readonly size: ImageSize;
}

/** Losses that no model sees. */
const QUALITY = 95;

const extensions: Readonly<Record<ImageFormat, string>> = { jpeg: '.jpg', png: '.png', webp: '.webp', avif: '.avif' };

/** The same picture has the same hash, whatever it is called. */
export function pictureHash(image: ImageInput): string {
  const hash = createHash('sha256');
  if (Buffer.isBuffer(image)) return hash.update(image).digest('hex');
  const { data, width, height, channels } = image;
  return hash.update(`${width} ${height} ${channels}\n`).update(data).digest('hex');
}

/**
 * The bytes as they came, where readers see them as the annotations mean them. Many readers ignore the EXIF orientation: a
 * picture that needs it is turned and encoded anew, as are raw pixels, animations and what readers do not take; as JPEG
 * where it had losses before, as PNG otherwise, where readers take that.
 * @throws VisionError `BAD_IMAGE`, also where the picture is broken: it would end a training
 */
export async function pictureFile(image: ImageInput, readable: readonly ImageFormat[]): Promise<PictureFile> {
  const header = Buffer.isBuffer(image) ? await inspectImage(image) : undefined;
  const pixels = await decodeImage(image);
  const size = { width: pixels.width, height: pixels.height };
  const kept = readable.find((format) => format === header?.format);
  if (kept && header?.isUpright && !header.isAnimated) {
    return { content: image as Buffer, extension: extensions[kept], size };
  }
  const hadLosses = ['jpeg', 'webp', 'heif'].includes(header?.format ?? '');
  const format = hadLosses || !readable.includes('png') ? 'jpeg' : 'png';
  return { content: await encodeImage(pixels, format, QUALITY), extension: extensions[format], size };
}
