import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isCommit } from '../../model-files/catalogue-entry';
import { isHash, isRemoteFile, type Listing } from '../../model-files/repository-listing';

/**
 * The folder of one repository in the cache, in the layout of huggingface_hub: contents in `blobs` by their hash, names in
 * `snapshots/<commit>`, branches and tags in `refs`. Files that only this package needs are in `.grounded-sam`.
 */
export interface RepositoryFolder {
  readonly path: string;
  blob(oid: string): string;
  /** A file of a commit; without `file`, the folder of the commit. */
  snapshot(commit: string, file?: string): string;
  ref(revision: string): string;
  /** Records the state in which a blob was verified. */
  verified(oid: string): string;
  listing(commit: string): string;
}

export function repositoryFolder(cacheFolder: string, repository: string): RepositoryFolder {
  const path = join(cacheFolder, folderName(repository));
  return {
    path,
    blob: (oid) => join(path, 'blobs', oid),
    snapshot: (commit, file = '') => join(path, 'snapshots', commit, file),
    ref: (revision) => join(path, 'refs', revision),
    verified: (oid) => join(path, '.grounded-sam', 'verified', oid),
    listing: (commit) => join(path, '.grounded-sam', 'listings', `${commit}.json`),
  };
}

const folderName = (repository: string): string => `models--${repository.replaceAll('/', '--')}`;

/** The commit that a revision pointed to when it was downloaded. Other content of the file is ignored: it becomes a path. */
export async function cachedCommit(folder: RepositoryFolder, revision: string): Promise<string | undefined> {
  if (isCommit(revision)) return revision;
  const commit = (await readText(folder.ref(revision)))?.trim();
  return isHash(commit) ? commit : undefined;
}

/**
 * The listing that was stored for a commit. A cache may be copied from others, so its names must not lead out of it.
 * @returns `undefined` if there is none, or not one of this repository and commit with valid files
 */
export async function readListing(folder: RepositoryFolder, commit: string): Promise<Listing | undefined> {
  const text = await readText(folder.listing(commit));
  try {
    const listing = text === undefined ? undefined : (JSON.parse(text) as Partial<Listing> | null);
    const { repository, files } = listing ?? {};
    const isOwn = typeof repository === 'string' && folderName(repository) === basename(folder.path);
    if (!isOwn || listing?.commit !== commit || !Array.isArray(files) || !files.every(isRemoteFile)) return undefined;
    return { repository, commit, files };
  } catch {
    // Cut off by a crash. The caller gets the listing from the hub again.
    return undefined;
  }
}

/** @returns `undefined` if the file cannot be read */
export const readText = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined);
