import type { ImageInput, RawImage } from '../contract';
import { type PictureFormat, readableFormat } from '../contract/picture-format';
import { rawImage } from '../contract/raw-image';
import { messageOf, VisionError } from '../errors';
import { readBmp } from './bmp';
import type { RgbPixels } from './pixels';
import { readPnm } from './pnm';
import { type PlainPixels, plainPixels } from './raw-pixels';
import { sharp } from './sharp';

/**
 * Decodes an image for models and drawing: upright sRGB, 8 bits, `[height, width, 3]`. EXIF orientation is applied,
 * alpha is dropped without compositing (as Hugging Face's processors do), and only the first frame of an animation is
 * used.
 * @throws VisionError `BAD_IMAGE` if the bytes are not an image of a format that is read, or are truncated
 */
export async function decodeImage(input: ImageInput): Promise<RgbPixels> {
  const format = Buffer.isBuffer(input) ? readableFormat('The image', input) : 'raw';
  try {
    return await decoders[format](input as Buffer & RawImage);
  } catch (error) {
    if (error instanceof VisionError) throw error;
    throw new VisionError('BAD_IMAGE', `The image cannot be read: ${firstLine(messageOf(error))}`, { cause: error });
  }
}

/** Webcams and phones write JPEGs that libjpeg warns about and every viewer shows. Truncated images are still errors. */
const TOLERANT = { failOn: 'error' } as const;

async function decodeWithSharp(bytes: Buffer): Promise<RgbPixels> {
  // Resizing is a separate step on these pixels: in one pipeline sharp would resize pixels premultiplied by alpha.
  const image = sharp(bytes, TOLERANT).autoOrient().toColourspace('srgb').removeAlpha().raw();
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { data: info.channels === 3 ? data : greyToRgb(data), width: info.width, height: info.height };
}

const decoders: {
  readonly [Format in PictureFormat]: (bytes: Buffer) => RgbPixels | Promise<RgbPixels>;
} & { readonly raw: (image: RawImage) => RgbPixels } = {
  jpeg: decodeWithSharp,
  png: decodeWithSharp,
  webp: decodeWithSharp,
  avif: decodeWithSharp,
  gif: decodeWithSharp,
  tiff: decodeWithSharp,
  bmp: (bytes) => readBmp(bytes, checkSize),
  pnm: decodePnm,
  raw: decodeRaw,
};

/** Pixels that sharp decodes at most: a square of 16,383. */
const MAX_PIXELS = 0x3fff ** 2;

/** @throws VisionError `BAD_IMAGE` */
function checkSize(width: number, height: number): void {
  if (width * height <= MAX_PIXELS) return;
  throw new VisionError(
    'BAD_IMAGE',
    `The image is too large: it has more than ${Math.floor(MAX_PIXELS / 1e6)} megapixels`,
  );
}

function decodePnm(bytes: Buffer): RgbPixels {
  const { white, ...pixels } = readPnm(bytes, checkSize);
  return rgbFrom(pixels, white);
}

/** Scripts give raw images without the checks of the nodes. */
function decodeRaw(image: RawImage): RgbPixels {
  const checked = rawImage('The image', image, 'raw pixels {data, width, height, channels}');
  if (Buffer.isBuffer(checked))
    throw new VisionError('BAD_IMAGE', 'The image must be the Buffer of a file, not in `data`');
  checkSize(checked.width, checked.height);
  const pixels = plainPixels(checked);
  return rgbFrom(pixels, pixels.data instanceof Uint16Array ? 65_535 : 255);
}

/** @param white the value that becomes 255 */
function rgbFrom({ data, width, height, channels }: PlainPixels, white: number): RgbPixels {
  const levels = white === 255 && data instanceof Uint8Array ? data : scaled(data, white);
  return { data: channels === 3 ? levels : greyToRgb(levels), width, height };
}

function scaled(values: Uint8Array | Uint16Array, white: number): Uint8Array {
  const levels = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) levels[at] = Math.round((Math.min(values[at]!, white) * 255) / white);
  return levels;
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let at = 0, to = 0; at < grey.length; at++) {
    const level = grey[at]!;
    rgb[to++] = level;
    rgb[to++] = level;
    rgb[to++] = level;
  }
  return rgb;
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;
