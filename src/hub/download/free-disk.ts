import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Bytes that may be written into a folder, which need not exist yet. */
export async function freeBytes(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && parent !== folder) return freeBytes(parent);
    // Not every file system tells; then the write itself will.
    return Number.POSITIVE_INFINITY;
  }
}
