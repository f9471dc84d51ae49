import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { RemoteFile } from '../../model-files/repository-listing';

/** A hash without content yet, of the kind that the file's `oid` is: SHA-256, or git's SHA-1 with its header. */
export function contentHash({ hash, size }: Pick<RemoteFile, 'hash' | 'size'>): Hash {
  return hash === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
}

/** Adds the content of a file to the hash. @returns the number of bytes; 0 if the file does not exist */
export async function addFile(hash: Hash, path: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return bytes;
}
