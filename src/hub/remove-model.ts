import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { VisionError } from '../errors';
import { modelReference } from '../model-files/model-reference';
import { cachedCommit, type RepositoryFolder, repositoryFolder } from './cache/cache-layout';
import { bytesIn, filesIn, idOf } from './cache/disk-usage';
import { repairFolders } from './cache/repaired-graph';
import { inCache } from './errors';
import { type HubSettings, hubConfig } from './hub-config';

/**
 * Removes a model from the cache: its revision, and the contents that no other cached revision uses.
 * @returns the number of bytes that became free; 0 if the model was not cached
 * @throws VisionError `INVALID_INPUT` for a model that is not from a hub, `MODEL_NOT_FOUND`, `DOWNLOAD_FAILED` if the cache
 * cannot be written
 */
export async function removeModel(model: string, settings: Partial<HubSettings> = {}): Promise<number> {
  const reference = modelReference(model, '.');
  if (reference.kind !== 'hub') {
    throw new VisionError('INVALID_INPUT', `Cannot remove ${model}: it was not downloaded`);
  }
  const { cacheFolder } = hubConfig(settings);
  const folder = repositoryFolder(cacheFolder, reference.repository);
  const before = await bytesIn(folder.path);
  await inCache(cacheFolder, removeRevision(folder, reference.revision));
  return before - (await bytesIn(folder.path));
}

async function removeRevision(folder: RepositoryFolder, revision: string): Promise<void> {
  const commit = await cachedCommit(folder, revision);
  if (commit !== undefined) {
    await rm(folder.snapshot(commit), { recursive: true, force: true });
    await rm(folder.listing(commit), { force: true });
    await rm(folder.ref(revision), { force: true });
  }
  const kept = new Set(await filesIn(join(folder.path, 'snapshots')).then((files) => Promise.all(files.map(idOf))));
  if (kept.size === 0) await rm(folder.path, { recursive: true, force: true });
  else {
    for (const blob of await filesIn(join(folder.path, 'blobs'))) {
      if (kept.has(await idOf(blob))) continue;
      await rm(blob, { force: true });
      const [repaired] = repairFolders(folder.path);
      await rm(join(repaired!, basename(blob)), { recursive: true, force: true });
    }
  }
}
