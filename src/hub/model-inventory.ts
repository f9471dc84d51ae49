import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { catalogue, catalogueEntry } from '../model-files/catalogue';
import { type Dtype, dtypes } from '../model-files/dtype';
import { modelReference, resolveModel } from '../model-files/model-reference';
import type { ModelTask } from '../model-files/model-request';
import { tasksOf } from '../model-files/needed-files';
import { readText, repositoryFolder } from './cache/cache-layout';
import { cachedListing } from './cache/cached-plan';
import { bytesIn, filesIn } from './cache/disk-usage';
import { type HubSettings, hubConfig } from './hub-config';
import { modelState, publishedBytes } from './model-state';

/** A model of the catalogue, or one that was downloaded. */
export interface KnownModel {
  readonly id: string;
  readonly tasks: readonly ModelTask[];
  readonly licence: string;
  readonly notes: string;
}

export interface InventoryItem extends KnownModel {
  /** Size of a download with precision `auto`, if the catalogue knows it. */
  readonly downloadBytes?: number;
  /** Precisions that are cached completely. */
  readonly cachedDtypes: readonly Dtype[];
  /** Disk usage of the model's repository, interrupted downloads included. */
  readonly cachedBytes: number;
}

/** The models of the catalogue, then other models that this package downloaded. */
export async function knownModels(settings: Partial<HubSettings> = {}): Promise<KnownModel[]> {
  const { cacheFolder } = hubConfig(settings);
  const others = (await otherModels(cacheFolder)).map(async (id) => {
    const reference = modelReference(id, cacheFolder);
    const listing = reference.kind === 'hub' ? await cachedListing(cacheFolder, reference) : undefined;
    return { id, tasks: listing ? tasksOf(listing) : [], licence: 'see its page', notes: '' };
  });
  return [...catalogue, ...(await Promise.all(others))];
}

/**
 * The known models, with the precisions and the disk usage that are cached of each.
 * @param auto the precisions that `auto` may take, best first: see `preferredDtypes`
 */
export async function modelInventory(
  settings: Partial<HubSettings> = {},
  auto: readonly Dtype[] = dtypes,
): Promise<InventoryItem[]> {
  return Promise.all((await knownModels(settings)).map((model) => itemOf(model, settings, auto)));
}

async function itemOf(
  { id, tasks, licence, notes }: KnownModel,
  settings: Partial<HubSettings>,
  auto: readonly Dtype[],
): Promise<InventoryItem> {
  const { cacheFolder } = hubConfig(settings);
  const reference = modelReference(id, cacheFolder);
  const isCached = async (dtype: Dtype): Promise<boolean> => {
    const models = tasks.map((task) => resolveModel(task, { model: id, dtype, baseFolder: cacheFolder }));
    // `modelState` throws for a precision that the repository does not have.
    const states = await Promise.all(models.map((model) => modelState(model, settings))).catch(() => []);
    return states.length > 0 && states.every((state) => state.location === 'hub' && state.isCached);
  };
  const cached = await Promise.all(dtypes.map(isCached));
  const entry = catalogueEntry(id);
  const downloadBytes = entry && publishedBytes(entry, auto);
  return {
    ...{ id, tasks, licence, notes },
    ...(downloadBytes === undefined ? {} : { downloadBytes }),
    cachedDtypes: dtypes.filter((_, index) => cached[index]),
    cachedBytes: reference.kind === 'hub' ? await bytesIn(repositoryFolder(cacheFolder, reference.repository).path) : 0,
  };
}

/** Names of downloaded models that are not in the catalogue: `org/name` or `org/name@revision`. */
async function otherModels(cacheFolder: string): Promise<string[]> {
  const models: string[] = [];
  for (const name of await readdir(cacheFolder).catch(() => [])) {
    const repository = name.replace(/^models--/, '').replace('--', '/');
    if (catalogue.some(({ source }) => source?.repository === repository)) continue;
    const { path } = repositoryFolder(cacheFolder, repository);
    const names = await namesOfCommits(join(path, 'refs'));
    for (const file of await readdir(join(path, '.grounded-sam', 'listings')).catch(() => [])) {
      const commit = file.replace(/\.json$/, '');
      const revision = names.get(commit) ?? commit;
      models.push(revision === 'main' ? repository : `${repository}@${revision}`);
    }
  }
  return models;
}

/** The branch or tag of each commit; `main` if it is one of several. */
async function namesOfCommits(refs: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const file of await filesIn(refs)) {
    const commit = (await readText(file))?.trim() ?? '';
    if (names.get(commit) !== 'main') names.set(commit, relative(refs, file).replaceAll('\\', '/'));
  }
  return names;
}
