import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeGrey } from '../../image/grey';
import { privateFolder } from '../dataset-file';
import { type DifferenceHash, differenceHash, HASH_WIDTH, hashDistance } from '../report/difference-hash';

/** An image of the dataset. */
interface ImageFile {
  readonly hash: string;
  /** Relative to the folder of the dataset. */
  readonly file: string;
}

/**
 * The difference hashes of a dataset's images. They are kept in a file with a line for each image, which is only a cache: a line
 * that is missing is made again from the image.
 */
export class Looks {
  private readonly known = new Map<string, DifferenceHash>();
  private isRead = false;

  constructor(private readonly folder: string) {}

  /**
   * The difference hash of an image file.
   * @throws VisionError `BAD_IMAGE`
   */
  async of(content: Buffer): Promise<DifferenceHash> {
    // Images of a dataset were decoded before, so the limit of pixels was checked.
    return differenceHash(await decodeGrey(content, HASH_WIDTH, { maxPixels: Number.MAX_SAFE_INTEGER }));
  }

  /**
   * Number of bits, 0 to 64, in which a hash differs from that of the image that looks most like it; 65 without images.
   * @param images those of the dataset
   * @param onProgress called while missing hashes are made
   */
  async distance(look: DifferenceHash, images: Iterable<ImageFile>, onProgress: () => void): Promise<number> {
    await this.read();
    let least = 65;
    for (const image of images) {
      const other = this.known.get(image.hash) ?? (await this.make(image, onProgress));
      if (other) least = Math.min(least, hashDistance(look, other));
    }
    return least;
  }

  /** Remembers the hash of an image of the dataset. */
  async add(hash: string, look: DifferenceHash): Promise<void> {
    this.known.set(hash, look);
    const bits = look.map((word) => word.toString(16).padStart(8, '0')).join('');
    await appendFile(this.path, `${hash} ${bits}\n`);
  }

  private get path(): string {
    return join(privateFolder(this.folder), 'looks.txt');
  }

  /** A line that a crash interrupted is not complete, and is ignored. */
  private async read(): Promise<void> {
    if (this.isRead) return;
    const text = await readFile(this.path, 'utf8').catch(() => '');
    for (const [, hash, high, low] of text.matchAll(/^([0-9a-f]{64}) ([0-9a-f]{8})([0-9a-f]{8})$/gm)) {
      this.known.set(hash!, [Number.parseInt(high!, 16), Number.parseInt(low!, 16)]);
    }
    this.isRead = true;
  }

  /** @returns `undefined` if the user removed or changed the image */
  private async make({ hash, file }: ImageFile, onProgress: () => void): Promise<DifferenceHash | undefined> {
    onProgress();
    const look = await readFile(join(this.folder, file))
      .then((content) => this.of(content))
      .catch(() => undefined);
    if (look) await this.add(hash, look);
    return look;
  }
}
