import type { ImageInput, RawImage } from '../contract';
import { type DecodeOptions, decodeDefaults } from '../contract/decode-options';
import { readableFormat } from '../contract/picture-format';
import { rawImage } from '../contract/raw-image';
import { VisionError } from '../errors';
import { readBmp } from './bmp';
import { decodeWithSharp } from './decode-with-sharp';
import { refuseLarger } from './decoding-errors';
import { greyLevels } from './grey-levels';
import { greyToRgb, type RgbPixels } from './pixels';
import { readPnm } from './pnm';
import { type PlainPixels, plainPixels } from './raw-pixels';

/**
 * Decodes an image for models and drawing: upright sRGB, 8 bits, `[height, width, 3]`. EXIF orientation is applied,
 * alpha is dropped without compositing (as Hugging Face's processors do), and only the first frame of an animation is
 * used.
 * @throws VisionError `BAD_IMAGE` if the bytes are not an image of a format that is read, are truncated, or have too many
 * pixels
 */
export async function decodeImage(input: ImageInput, options: Partial<DecodeOptions> = {}): Promise<RgbPixels> {
  const complete = { ...decodeDefaults, ...options };
  if (!Buffer.isBuffer(input)) return decodeRaw(input, complete);
  const format = readableFormat('The image', input);
  const check = refuseLarger(complete.maxPixels);
  if (format === 'bmp') return readBmp(input, check);
  if (format !== 'pnm') return decodeWithSharp(input, format, complete);
  const { white, ...pixels } = readPnm(input, check);
  return rgbFrom(pixels, white, complete);
}

/** Scripts give raw images without the checks of the nodes. */
function decodeRaw(image: RawImage, options: DecodeOptions): RgbPixels {
  const checked = rawImage('The image', image, 'raw pixels {data, width, height, channels}');
  if (Buffer.isBuffer(checked))
    throw new VisionError('BAD_IMAGE', 'The image must be the Buffer of a file, not in `data`');
  refuseLarger(options.maxPixels)(checked.width, checked.height);
  const pixels = plainPixels(checked);
  return rgbFrom(pixels, pixels.data instanceof Uint16Array ? 65_535 : 255, options);
}

/** @param white the value that becomes 255, unless `greyRange` says another */
function rgbFrom(pixels: PlainPixels, white: number, { greyRange }: DecodeOptions): RgbPixels {
  const { data, width, height, channels } = pixels;
  if (channels === 1 && data instanceof Uint16Array && greyRange !== 'full') {
    return { data: greyToRgb(greyLevels(data, greyRange)), width, height };
  }
  const levels = white === 255 && data instanceof Uint8Array ? data : scaled(data, white);
  return { data: channels === 3 ? levels : greyToRgb(levels), width, height };
}

function scaled(values: Uint8Array | Uint16Array, white: number): Uint8Array {
  const levels = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) levels[at] = Math.round((Math.min(values[at]!, white) * 255) / white);
  return levels;
}
