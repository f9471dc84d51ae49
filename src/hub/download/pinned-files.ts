import type { CatalogueEntry } from '../../model-files/catalogue-entry';
import type { CachedFile } from '../cache/cached-file';
import { wrongListing } from '../errors';
import type { HubApi } from './hub-api';

/** @throws VisionError `DOWNLOAD_FAILED` if the hub lists a different SHA-256 for a file than the catalogue pins */
export function checkPinned(api: HubApi, entry: CatalogueEntry | undefined, files: readonly CachedFile[]): void {
  const pinned = new Map(
    Object.values(entry?.files ?? {})
      .flat()
      .map(({ path, sha256 }) => [path, sha256] as const),
  );
  for (const { repository, commit, file } of files) {
    const sha256 = repository === entry?.source?.repository ? pinned.get(file.path) : undefined;
    if (sha256 !== undefined && sha256 !== file.oid) throw wrongListing(api.subject(repository, commit, file.path));
  }
}
