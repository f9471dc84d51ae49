import type { ImageInput, RawImage } from '../contract';
import { type PictureFormat, readableFormat } from '../contract/picture-format';
import { messageOf, VisionError } from '../errors';
import { readBmp } from './bmp';
import type { RgbPixels } from './pixels';
import { readPnm } from './pnm';
import { type Sharp, sharp } from './sharp';

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

const decodeWithSharp = (bytes: Buffer): Promise<RgbPixels> => rgbOf(sharp(bytes, TOLERANT).autoOrient());

const decoders: {
  readonly [Format in PictureFormat]: (bytes: Buffer) => RgbPixels | Promise<RgbPixels>;
} & { readonly raw: (image: RawImage) => Promise<RgbPixels> } = {
  jpeg: decodeWithSharp,
  png: decodeWithSharp,
  webp: decodeWithSharp,
  avif: decodeWithSharp,
  gif: decodeWithSharp,
  tiff: decodeWithSharp,
  bmp: (bytes) => readBmp(bytes, checkSize),
  pnm: decodePnm,
  raw: ({ data, width, height, channels }) => rgbOf(sharp(data, { raw: { width, height, channels } })),
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

async function rgbOf(image: Sharp): Promise<RgbPixels> {
  // Resizing is a separate step on these pixels: in one pipeline sharp would resize pixels premultiplied by alpha.
  const rgb = image.toColourspace('srgb').removeAlpha().raw();
  const { data, info } = await rgb.toBuffer({ resolveWithObject: true });
  return { data: info.channels === 3 ? data : greyToRgb(data), width: info.width, height: info.height };
}

function decodePnm(bytes: Buffer): RgbPixels {
  const { data, width, height, channels, white } = readPnm(bytes, checkSize);
  const levels =
    white === 255
      ? (data as Uint8Array)
      : Uint8Array.from(data, (value) => Math.round((Math.min(value, white) * 255) / white));
  return { data: channels === 3 ? levels : greyToRgb(levels), width, height };
}

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let at = 0; at < grey.length; at++) rgb.fill(grey[at]!, at * 3, at * 3 + 3);
  return rgb;
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;
