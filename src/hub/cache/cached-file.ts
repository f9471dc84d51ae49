import type { Listing, RemoteFile } from '../../model-files/repository-listing';
import { type RepositoryFolder, repositoryFolder } from './cache-layout';
import { linkFile } from './link-file';
import { isVerified } from './verified-file';

/** A file of a commit and its paths in the cache, whether or not it is cached. */
export interface CachedFile {
  readonly repository: string;
  readonly commit: string;
  readonly file: RemoteFile;
  readonly folder: RepositoryFolder;
  /** Path of its content. */
  readonly blob: string;
  /** Path in the snapshot of the commit. */
  readonly name: string;
}

export function cachedFile(cacheFolder: string, { repository, commit }: Listing, file: RemoteFile): CachedFile {
  const folder = repositoryFolder(cacheFolder, repository);
  return {
    repository,
    commit,
    file,
    folder,
    blob: folder.blob(file.oid),
    name: folder.snapshot(commit, file.path),
  };
}

/** Whether the file can be used. If another commit brought its content, it is linked into the snapshot. */
export async function isCached({ folder, name, blob, file }: CachedFile): Promise<boolean> {
  if (await isVerified(folder, name, file)) return true;
  if (!(await isVerified(folder, blob, file))) return false;
  await linkFile(blob, name);
  return true;
}

/** The files that are not cached. */
export async function uncachedOf(files: readonly CachedFile[]): Promise<CachedFile[]> {
  const missing: CachedFile[] = [];
  for (const one of files) if (!(await isCached(one))) missing.push(one);
  return missing;
}
