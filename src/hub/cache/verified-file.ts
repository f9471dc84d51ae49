import { rm, stat } from 'node:fs/promises';
import { writeWholeFile } from '../../files/whole-file';
import type { RemoteFile } from '../../model-files/repository-listing';
import { type RepositoryFolder, readText } from './cache-layout';
import { addFile, contentHash } from './content-hash';

/**
 * Whether a file of the cache holds what the hub lists. Hashed once; afterwards its size and time of change must be those
 * with which it was verified. A file that holds something else is removed.
 */
export async function isVerified(folder: RepositoryFolder, path: string, file: RemoteFile): Promise<boolean> {
  const state = await stateOf(path);
  if (!state) return false;
  if (state.size === file.size) {
    if ((await readText(folder.verified(file.oid))) === state.mark) return true;
    const hash = contentHash(file);
    await addFile(hash, path);
    if (hash.digest('hex') === file.oid) {
      await markVerified(folder, path, file);
      return true;
    }
  }
  await rm(path, { force: true });
  await rm(folder.blob(file.oid), { force: true });
  return false;
}

/** The file was just hashed. */
export async function markVerified(folder: RepositoryFolder, path: string, { oid }: RemoteFile): Promise<void> {
  const state = await stateOf(path);
  // In a cache that may only be read the file is hashed again each time it is opened.
  if (state) await writeWholeFile(folder.verified(oid), state.mark).catch(() => undefined);
}

async function stateOf(path: string): Promise<{ size: number; mark: string } | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ? { size: stats.size, mark: `${stats.size} ${Math.round(stats.mtimeMs)}` } : undefined;
}
