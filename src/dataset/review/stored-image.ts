import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { messageOf, VisionError } from '../../errors';
import { jpegPicture } from '../../image/jpeg-picture';

/** The bytes of an image file. */
export interface StoredImage {
  readonly data: Buffer;
  /** Media type. */
  readonly type: string;
}

/** Of the images that a dataset stores: see `pictureFile`. */
const types: Readonly<Record<string, string>> = { '.jpg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp' };

const QUALITY = 80;

/**
 * An image of a dataset.
 * @param file relative to the folder
 * @param side the longest side of a small JPEG copy; `undefined`: the file itself
 * @throws VisionError `BAD_DATASET` if the file cannot be read, `BAD_IMAGE`
 */
export async function storedImage(folder: string, file: string, side: number | undefined): Promise<StoredImage> {
  const data = await readFile(join(folder, file)).catch((error: unknown) => {
    throw new VisionError('BAD_DATASET', `The image cannot be read: ${messageOf(error)}`, { cause: error });
  });
  if (side === undefined) return { data, type: types[extname(file)] ?? 'application/octet-stream' };
  return { data: (await jpegPicture(data, { maxSide: side, quality: QUALITY })).data, type: 'image/jpeg' };
}
