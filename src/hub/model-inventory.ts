import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { catalogue, catalogueEntry } from '../model-files/catalogue';
import { type Dtype, dtypes } from '../model-files/dtype';
import { modelReference, resolveModel } from '../model-files/model-reference';
import type { ModelTask } from '../model-files/model-request';
import { dtypeOf, tasksOf } from '../model-files/needed-files';
import { isHash } from '../model-files/repository-listing';
import { readText, repositoryFolder } from './cache/cache-layout';
import { cachedListing } from './cache/cached-plan';
import { bytesIn, filesIn } from './cache/disk-usage';
import { repairChecks } from './cache/repaired-graph';
import { type HubSettings, hubConfig } from './hub-config';
import { modelState, publishedBytes } from './model-state';

/** A model of the catalogue, or one that was downloaded. */
export interface KnownModel {
  readonly id: string;
  readonly tasks: readonly ModelTask[];
  readonly licence: string;
  readonly notes: string;
  /** How a detector takes the phrases of a prompt, if it is known. */
  readonly phrases?: PhrasesSupport;
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
  const known = catalogue.map(async ({ id, tasks, licence, notes, source, jointPrompts }): Promise<KnownModel> => {
    const phrases = tasks.includes('detector') && (await phrasesSupport(cacheFolder, source?.repository, jointPrompts));
    return { id, tasks, licence, notes, ...(phrases ? { phrases } : {}) };
  });
  const others = (await otherModels(cacheFolder)).map(async (id): Promise<KnownModel> => {
    const reference = modelReference(id, cacheFolder);
    const listing = reference.kind === 'hub' ? await cachedListing(cacheFolder, reference) : undefined;
    const phrases = listing && (await phrasesSupport(cacheFolder, listing.repository, undefined));
    const tasks = listing ? tasksOf(listing) : [];
    return { id, tasks, licence: 'see its page', notes: '', ...(phrases ? { phrases } : {}) };
  });
  return Promise.all([...known, ...others]);
}

/**
 * How a detector takes phrases: all in one pass, in one pass as soon as its first opening has repaired its graph, or one per
 * pass, because the repaired graph did not agree with the original.
 */
export type PhrasesSupport = 'together' | 'together after a repair' | 'one by one';

/** @param jointPrompts of the published file, if the catalogue knows it */
async function phrasesSupport(
  cacheFolder: string,
  repository: string | undefined,
  jointPrompts: boolean | undefined,
): Promise<PhrasesSupport | undefined> {
  if (jointPrompts) return 'together';
  const checks = repository === undefined ? [] : await repairChecks(repositoryFolder(cacheFolder, repository).path);
  if (checks.some(({ agrees }) => agrees)) return 'together';
  if (checks.length > 0) return 'one by one';
  return jointPrompts === false ? 'together after a repair' : undefined;
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
  { id, tasks, licence, notes, phrases }: KnownModel,
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
  const precisions = reference.kind === 'hub' && reference.file !== undefined ? [dtypeOf(reference.file)] : dtypes;
  const cached = await Promise.all(precisions.map(isCached));
  const entry = catalogueEntry(id);
  const downloadBytes = entry && publishedBytes(entry, auto);
  return {
    ...{ id, tasks, licence, notes },
    ...(phrases === undefined ? {} : { phrases }),
    ...(downloadBytes === undefined ? {} : { downloadBytes }),
    cachedDtypes: precisions.filter((_, index) => cached[index]),
    cachedBytes: reference.kind === 'hub' ? await bytesIn(repositoryFolder(cacheFolder, reference.repository).path) : 0,
  };
}

/** Names of downloaded models that are not in the catalogue: `org/name` or `org/name@revision`. */
async function otherModels(cacheFolder: string): Promise<string[]> {
  const models: string[] = [];
  for (const name of await readdir(cacheFolder).catch(() => [])) {
    const repository = name.replace(/^models--/, '').replace('--', '/');
    if (!name.startsWith('models--') || !isHubName(repository, cacheFolder)) continue;
    if (catalogue.some(({ source }) => source?.repository === repository)) continue;
    const { path } = repositoryFolder(cacheFolder, repository);
    const names = await namesOfCommits(join(path, 'refs'));
    for (const file of await readdir(join(path, '.grounded-sam', 'listings')).catch(() => [])) {
      const commit = file.replace(/\.json$/, '');
      if (!isHash(commit)) continue;
      const revision = names.get(commit) ?? commit;
      const model = revision === 'main' ? repository : `${repository}@${revision}`;
      if (isHubName(model, cacheFolder)) models.push(model);
    }
  }
  return models;
}

/** Whether a name that was made from names of folders and files is one of the hub. */
function isHubName(model: string, cacheFolder: string): boolean {
  try {
    return modelReference(model, cacheFolder).kind === 'hub';
  } catch {
    return false;
  }
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
