import type { ImageInput } from '../contract';
import { readableFormat } from '../contract/picture-format';
import { messageOf, VisionError } from '../errors';
import type { RgbPixels } from './pixels';
import { type Sharp, sharp } from './sharp';

/**
 * Decodes an image for models and drawing: upright sRGB, 8 bits, `[height, width, 3]`. EXIF orientation is applied,
 * alpha is dropped without compositing (as Hugging Face's processors do), and only the first frame of an animation is
 * used.
 * @throws VisionError `BAD_IMAGE` if the bytes are not an image of a format that is read, or are truncated
 */
export async function decodeImage(input: ImageInput): Promise<RgbPixels> {
  if (Buffer.isBuffer(input)) readableFormat('The image', input);
  try {
    // Resizing is a separate step on these pixels: in one pipeline sharp would resize pixels premultiplied by alpha.
    const upright = open(input).autoOrient().toColourspace('srgb').removeAlpha();
    const { data, info } = await upright.raw().toBuffer({ resolveWithObject: true });
    return { data: info.channels === 3 ? data : greyToRgb(data), width: info.width, height: info.height };
  } catch (error) {
    throw new VisionError('BAD_IMAGE', `The image cannot be read: ${firstLine(messageOf(error))}`, { cause: error });
  }
}

function open(input: ImageInput): Sharp {
  if (Buffer.isBuffer(input)) return sharp(input, TOLERANT);
  const { data, width, height, channels } = input;
  return sharp(data, { raw: { width, height, channels } });
}

/** Webcams and phones write JPEGs that libjpeg warns about and every viewer shows. Truncated images are still errors. */
const TOLERANT = { failOn: 'error' } as const;

function greyToRgb(grey: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(grey.length * 3);
  for (let at = 0; at < grey.length; at++) rgb.fill(grey[at]!, at * 3, at * 3 + 3);
  return rgb;
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;
