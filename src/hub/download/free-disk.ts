import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Free space for a folder in bytes. The folder need not exist. Infinite if the file system does not report it. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder) return freeBytes(parent);
    // Not every file system reports it. Then the write itself fails.
    return Number.POSITIVE_INFINITY;
  }
}
