import type { DecodeOptions, ImageInput, ImageSize } from '../contract';
import { VisionError } from '../errors';
import { decodeImage } from '../image/decode';
import { encodeImage } from '../image/encode';
import type { ImageFormat } from '../image/image-formats';
import { inspectImage } from '../image/inspect';

/** An image file as it is written into a dataset. */
export interface PictureFile {
  readonly content: Buffer;
  /** `.jpg`, `.png`, `.webp` */
  readonly extension: string;
  /** Of the upright image. */
  readonly size: ImageSize;
}

/** JPEG quality. The losses make no difference to models. */
const QUALITY = 95;

const extensions: Readonly<Record<ImageFormat, string>> = { jpeg: '.jpg', png: '.png', webp: '.webp', avif: '.avif' };

/**
 * The file to store for an image. Its bytes are kept if it is upright, not animated, in one of the formats `readable`, and
 * has 8 bits per value. Otherwise the image is encoded again, because many readers ignore the EXIF orientation or take
 * 16-bit levels for white: as PNG if it was lossless and readers accept PNG, else as JPEG.
 * @throws VisionError `BAD_IMAGE`, also for a truncated file, which would stop a training
 */
export async function pictureFile(
  image: ImageInput,
  readable: readonly ImageFormat[],
  decode?: Partial<DecodeOptions>,
): Promise<PictureFile> {
  const header = Buffer.isBuffer(image) ? await inspectImage(image, decode) : undefined;
  const pixels = await decodeImage(image, decode);
  const size = { width: pixels.width, height: pixels.height };
  const kept = readable.find((format) => format === header?.format);
  if (kept && header?.isUpright && !header.isAnimated && !header.isDeep) {
    return { content: image as Buffer, extension: extensions[kept], size };
  }
  const hadLosses = ['jpeg', 'webp', 'avif'].includes(header?.format ?? '');
  const format = hadLosses || !readable.includes('png') ? 'jpeg' : 'png';
  return { content: await encodeImage(pixels, format, QUALITY), extension: extensions[format], size };
}

/** @throws VisionError `BAD_IMAGE` if the image has not the expected size */
export function checkSize({ width, height }: ImageSize, expected: ImageSize | undefined): void {
  if (!expected || (expected.width === width && expected.height === height)) return;
  throw new VisionError(
    'BAD_IMAGE',
    `The image size does not match the detections: they are from ${expected.width} x ${expected.height} pixels, got ${width} x ${height}`,
  );
}
