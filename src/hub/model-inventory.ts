import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { catalogue, catalogueEntry } from '../model-files/catalogue';
import { type Dtype, dtypes } from '../model-files/dtype';
import type { ModelTask } from '../model-files/model-folder';
import { modelReference } from '../model-files/model-reference';
import { tasksOf } from '../model-files/needed-files';
import { readText, repositoryFolder } from './cache/cache-layout';
import { cachedListing } from './cache/cached-plan';
import { bytesIn, filesIn } from './cache/disk-usage';
import { type HubSettings, hubConfig } from './hub-config';
import { modelState, publishedBytes } from './model-state';

/** A model that is known or was downloaded. */
export interface KnownModel {
  readonly id: string;
  readonly tasks: readonly ModelTask[];
  readonly licence: string;
  readonly notes: string;
}

export interface InventoryItem extends KnownModel {
  /** What a download of the best number format brings, where it is known. */
  readonly downloadBytes?: number;
  /** Number formats that are here as a whole. */
  readonly cachedDtypes: readonly Dtype[];
  /** What its repository takes on this disk, half downloads too. */
  readonly cachedBytes: number;
}

/** What the catalogue knows, then what else was downloaded by this package. */
export async function knownModels(settings: Partial<HubSettings> = {}): Promise<KnownModel[]> {
  const { cacheFolder } = hubConfig(settings);
  const others = (await otherModels(cacheFolder)).map(async (id) => {
    const reference = modelReference(id, cacheFolder);
    const listing = reference.kind === 'hub' ? await cachedListing(cacheFolder, reference) : undefined;
    return { id, tasks: listing ? tasksOf(listing) : [], licence: 'see its page', notes: '' };
  });
  return [...catalogue, ...(await Promise.all(others))];
}

/** The known models, and how much of them is on this machine. */
export async function modelInventory(settings: Partial<HubSettings> = {}): Promise<InventoryItem[]> {
  return Promise.all((await knownModels(settings)).map((model) => itemOf(model, settings)));
}

async function itemOf(
  { id, tasks, licence, notes }: KnownModel,
  settings: Partial<HubSettings>,
): Promise<InventoryItem> {
  const { cacheFolder } = hubConfig(settings);
  const reference = modelReference(id, cacheFolder);
  const isCached = async (dtype: Dtype): Promise<boolean> => {
    const states = tasks.map((task) => modelState({ model: id, dtype, baseFolder: cacheFolder }, task, settings));
    // A dtype that the repository lacks is refused.
    const all = await Promise.all(states).catch(() => []);
    return all.length > 0 && all.every((state) => state.location === 'hub' && state.isCached);
  };
  const here = await Promise.all(dtypes.map(isCached));
  const entry = catalogueEntry(id);
  const downloadBytes = entry && publishedBytes(entry);
  return {
    ...{ id, tasks, licence, notes },
    ...(downloadBytes === undefined ? {} : { downloadBytes }),
    cachedDtypes: dtypes.filter((_, index) => here[index]),
    cachedBytes: reference.kind === 'hub' ? await bytesIn(repositoryFolder(cacheFolder, reference.repository).path) : 0,
  };
}

/** What this package downloaded beside the catalogue, by the names under which it is found again. */
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

/** Branches and tags by the commits they stood for. */
async function namesOfCommits(refs: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const file of await filesIn(refs)) {
    const commit = (await readText(file))?.trim() ?? '';
    if (names.get(commit) !== 'main') names.set(commit, relative(refs, file).replaceAll('\\', '/'));
  }
  return names;
}
