import { type CatalogueEntry, isCommit } from '../../model-files/catalogue-entry';
import type { CachedFile } from '../cache/cached-file';
import { wrongListing } from '../errors';
import type { HubApi } from './hub-api';

/**
 * Compares the files with the hashes that the catalogue pins. The hashes of a commit do not bind other revisions.
 * @throws VisionError `DOWNLOAD_FAILED` if the hub lists a different SHA-256 for a file than the catalogue pins
 */
export function checkPinned(api: HubApi, entry: CatalogueEntry | undefined, files: readonly CachedFile[]): void {
  const { source } = entry ?? {};
  const pinned = new Map(
    Object.values(entry?.files ?? {})
      .flat()
      .map(({ path, sha256 }) => [path, sha256] as const),
  );
  const isPinned = ({ repository, commit }: CachedFile): boolean =>
    repository === source?.repository && (source.revision === commit || !isCommit(source.revision));
  for (const cached of files.filter(isPinned)) {
    const { repository, commit, file } = cached;
    const sha256 = pinned.get(file.path);
    if (sha256 !== undefined && sha256 !== file.oid) throw wrongListing(api.subject(repository, commit, file.path));
  }
}
