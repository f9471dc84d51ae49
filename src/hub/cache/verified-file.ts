import { rm, stat } from 'node:fs/promises';
import { writeWholeFile } from '../../files/whole-file';
import type { RemoteFile } from '../../model-files/repository-listing';
import { type RepositoryFolder, readText } from './cache-layout';
import { addFile, contentHash } from './content-hash';

/**
 * Whether a cached file has the content that the hub lists. It is hashed once. Afterwards it counts as verified as long as
 * its size and modification time stay the same. A file with other content is removed.
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

/** Records that the file was hashed and is right. */
export async function markVerified(folder: RepositoryFolder, path: string, { oid }: RemoteFile): Promise<void> {
  const state = await stateOf(path);
  // In a read-only cache, the file is hashed again each time it is opened.
  if (state) await writeWholeFile(folder.verified(oid), state.mark).catch(() => undefined);
}

async function stateOf(path: string): Promise<{ size: number; mark: string } | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ? { size: stats.size, mark: `${stats.size} ${Math.round(stats.mtimeMs)}` } : undefined;
}
