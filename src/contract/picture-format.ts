import { VisionError } from '../errors';
import { brandsOf, headOf, startsWith } from './first-bytes';
import { foreignContent, isConvertedToText } from './foreign-content';

/** The formats of image files that are read, and their names for people. */
const formatNames = {
  jpeg: 'JPEG',
  png: 'PNG',
  webp: 'WebP',
  avif: 'AVIF',
  gif: 'GIF',
  tiff: 'TIFF',
  bmp: 'BMP',
  pnm: 'PPM',
} as const;

export type PictureFormat = keyof typeof formatNames;

/** `JPEG, PNG, ... and TIFF` */
const allNames = Object.values(formatNames)
  .join(', ')
  .replace(/, (\w+)$/, ' and $1');

/** The first bytes of each format. A full stop stands for any byte. */
const starts: readonly (readonly [format: PictureFormat, start: string])[] = [
  // Some cameras write stray bytes before the first segment, which would start with another FF.
  ['jpeg', '\xff\xd8'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['webp', 'RIFF....WEBP'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  // BigTIFF.
  ['tiff', 'II+\0'],
  ['tiff', 'MM\0+'],
  // The size of the second header is below 256.
  ['bmp', `BM${'.'.repeat(13)}\0\0\0`],
];

/** PGM (P2, P5) and PPM (P3, P6): a number follows, after comments. */
const PNM = /^P[2356]\s+(?:#[^\n]*\n\s*)*\d/;

/** The format of a file that is read, by its first bytes. `undefined` for all other content. */
export function pictureFormat(bytes: Buffer): PictureFormat | undefined {
  const head = headOf(bytes);
  // A raw file of Canon is a TIFF file with a small preview.
  if (startsWith(head, 'II*\0....CR') || isConvertedToText(bytes)) return undefined;
  const format = starts.find(([, start]) => startsWith(head, start))?.[0];
  return format ?? (isAvif(head) ? 'avif' : PNM.test(head) ? 'pnm' : undefined);
}

/** The main brand decides, unless it is one for all kinds of images. */
function isAvif(head: string): boolean {
  const [main = '', ...others] = brandsOf(head);
  const brands = ['mif1', 'msf1', 'miaf'].includes(main) ? others : [main];
  return brands.some((brand) => brand === 'avif' || brand === 'avis');
}

/**
 * The format of an image file. A decoder must not see the bytes of any other content.
 * @param name of the image at the start of a sentence: `The image`
 * @throws VisionError `BAD_IMAGE` that names the content and a remedy
 */
export function readableFormat(name: string, bytes: Buffer): PictureFormat {
  const format = pictureFormat(bytes);
  if (format) return format;
  throw unreadable(name, foreignContent(bytes));
}

/** @param reason completes "cannot be read: it is ..." */
export const unreadable = (name: string, reason: string): VisionError =>
  new VisionError('BAD_IMAGE', `${name} cannot be read: it is ${reason}. Formats that are read: ${allNames}`);
