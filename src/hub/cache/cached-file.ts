import type { Listing, RemoteFile } from '../../model-files/repository-listing';
import { type RepositoryFolder, repositoryFolder } from './cache-layout';
import { linkFile } from './link-file';
import { isVerified } from './verified-file';

/** A file of a commit and its places in the cache, whether or not it is there. */
export interface CachedFile {
  readonly repository: string;
  readonly commit: string;
  readonly file: RemoteFile;
  readonly folder: RepositoryFolder;
  /** Where its content is. */
  readonly blob: string;
  /** Where it has its name. */
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

/** Whether it can be used as it is. Another commit may have brought the content: then it only gets its name. */
export async function isCached({ folder, name, blob, file }: CachedFile): Promise<boolean> {
  if (await isVerified(folder, name, file)) return true;
  if (!(await isVerified(folder, blob, file))) return false;
  await linkFile(blob, name);
  return true;
}

/** Those that are not here. */
export async function uncachedOf(files: readonly CachedFile[]): Promise<CachedFile[]> {
  const missing: CachedFile[] = [];
  for (const one of files) if (!(await isCached(one))) missing.push(one);
  return missing;
}
