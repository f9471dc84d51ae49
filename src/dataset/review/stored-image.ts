import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { openTurns } from '../../calls/turns';
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

const UNKNOWN = 'application/octet-stream';
const QUALITY = 80;
/** A page asks for many small copies at once. Only two images are decoded at a time, so that memory stays small. */
const lanes = [openTurns(), openTurns()] as const;
let lastLane = 0;

/**
 * An image of a dataset.
 * @param file relative to the folder
 * @param side the longest side of a small JPEG copy; `undefined`: the file itself
 * @throws VisionError `BAD_DATASET` if the file cannot be read, `BAD_IMAGE`
 */
export function storedImage(folder: string, file: string, side: number | undefined): Promise<StoredImage> {
  const read = (): Promise<Buffer> =>
    readFile(join(folder, file)).catch((error: unknown) => {
      throw new VisionError('BAD_DATASET', `The image cannot be read: ${messageOf(error)}`, { cause: error });
    });
  if (side === undefined) return read().then((data) => ({ data, type: types[extname(file)] ?? UNKNOWN }));
  lastLane = 1 - lastLane;
  return lanes[lastLane]!(async () => {
    const { data } = await jpegPicture(await read(), { maxSide: side, quality: QUALITY });
    return { data, type: 'image/jpeg' };
  });
}
