import type { DecodeOptions, GreyRange } from '../contract/decode-options';
import type { PictureFormat } from '../contract/picture-format';
import { VisionError } from '../errors';
import { decodingError } from './decoding-errors';
import { greyLevels } from './grey-levels';
import { greyToRgb, type RgbPixels } from './pixels';
import { type Sharp, sharp } from './sharp';

/** A file that takes longer was made to occupy a processor. */
const MAX_SECONDS = 60;

/**
 * Decodes a file of a format that libvips reads.
 * @throws VisionError `BAD_IMAGE`
 */
export async function decodeWithSharp(
  bytes: Buffer,
  format: PictureFormat,
  options: DecodeOptions,
): Promise<RgbPixels> {
  const { maxPixels, greyRange } = options;
  try {
    const read = () => openWithSharp(bytes, maxPixels);
    const deep = canBeDeep(format, bytes) ? deepGrey(await read().metadata(), greyRange) : undefined;
    if (deep) {
      const values = read().autoOrient().extractChannel(0).toColourspace(deep.space).raw({ depth: deep.depth });
      const { data, info } = await values.toBuffer({ resolveWithObject: true });
      const own = new Uint8Array(data).buffer;
      const levels = deep.depth === 'ushort' ? new Uint16Array(own) : new Float32Array(own);
      return { data: greyToRgb(greyLevels(levels, deep.range)), width: info.width, height: info.height };
    }
    // Resizing is a separate step on these pixels: in one pipeline sharp would resize pixels premultiplied by alpha.
    const rgb = read().autoOrient().toColourspace('srgb').removeAlpha().raw();
    const { data, info } = await rgb.toBuffer({ resolveWithObject: true });
    return { data: info.channels === 3 ? data : greyToRgb(data), width: info.width, height: info.height };
  } catch (error) {
    throw decodingError(error, maxPixels);
  }
}

/** Opens a file for one run of libvips, or for its metadata. Nothing is decoded yet. */
export const openWithSharp = (bytes: Buffer, maxPixels: number): Sharp =>
  sharp(bytes, { ...TOLERANT, limitInputPixels: maxPixels }).timeout({ seconds: MAX_SECONDS });

/** Webcams and phones write JPEGs that libjpeg warns about and every viewer shows. Truncated images are still errors. */
const TOLERANT = { failOn: 'error' } as const;

/** Whether levels may have more than 8 bits. In PNG, byte 24 has their number. */
const canBeDeep = (format: PictureFormat, bytes: Buffer): boolean =>
  format === 'tiff' || (format === 'png' && bytes[24] === 16);

/** Spaces whose numbers have the same meaning in every file. */
const SPACES_WITH_RANGE: readonly string[] = ['lab', 'labs', 'xyz', 'cmyk'];

/**
 * How to read levels of grey with more than 8 bits, if they are not read like other images.
 * @throws VisionError `BAD_IMAGE` for levels, also of colours, that have no common range
 */
function deepGrey({ space = '', depth = '' }: { readonly space?: string; readonly depth?: string }, range: GreyRange) {
  if (depth === 'uchar' || SPACES_WITH_RANGE.includes(space)) return undefined;
  const isGrey = ['grey16', 'b-w'].includes(space);
  if (depth === 'ushort') {
    return range === 'full' || !isGrey ? undefined : ({ space: 'grey16', depth: 'ushort', range } as const);
  }
  const levels = ['short', 'char', 'int'].includes(depth) ? 'signed levels' : `levels of the type ${depth}`;
  if (!isGrey) {
    const remedy = 'which have no common range. Convert it to 8 or 16 bits';
    throw new VisionError('BAD_IMAGE', `The image cannot be read: it has colours with ${levels}, ${remedy}`);
  }
  const remedy = levels.startsWith('signed')
    ? 'which are not read. Convert it to unsigned levels'
    : 'which have no common range. Set "Grey range" to auto, or to the levels of black and white';
  if (levels.startsWith('signed') || range === 'full') {
    throw new VisionError('BAD_IMAGE', `The image cannot be read: it is grey with ${levels}, ${remedy}`);
  }
  return { space: 'b-w', depth: 'float', range } as const;
}
