import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedCommit, cachedListing, repositoryFolder } from './cache-layout';
import { catalogue } from './catalogue';
import type { CatalogueEntry } from './catalogue-entry';
import { bytesIn, sizeOf } from './disk-usage';
import { type Dtype, dtypes } from './dtype';
import type { ModelTask } from './model-folder';
import { modelPlan } from './model-plan';
import { modelReference } from './model-reference';
import { tasksOf } from './needed-files';
import { type HubSettings, hubPlace } from './settings';

/** A model that is known or was downloaded. */
export interface InventoryItem {
  readonly id: string;
  readonly tasks: readonly ModelTask[];
  readonly licence: string;
  readonly notes: string;
  /** What a download of the best number format brings, where it is known. */
  readonly downloadBytes?: number;
  /** Number formats that are here as a whole. */
  readonly dtypesHere: readonly Dtype[];
  /** What its repository takes on this disk, half downloads too. */
  readonly bytesHere: number;
}

/** What the catalogue knows, then what else was downloaded by this package. */
export async function modelInventory(settings: Partial<HubSettings> = {}): Promise<InventoryItem[]> {
  const { cacheFolder } = hubPlace(settings);
  const known = await Promise.all(catalogue.map((entry) => itemOf(cacheFolder, entry.id, entry)));
  const others = await Promise.all((await otherModels(cacheFolder)).map((id) => itemOf(cacheFolder, id)));
  return [...known, ...others];
}

async function itemOf(cacheFolder: string, id: string, entry?: CatalogueEntry): Promise<InventoryItem> {
  const { licence = 'see its page', notes = '' } = entry ?? {};
  const [best] = dtypes.flatMap((dtype) => (entry?.files[dtype] ? [entry.files[dtype]] : []));
  const item = {
    id,
    licence,
    notes,
    ...(best ? { downloadBytes: best.reduce((sum, { bytes }) => sum + bytes, 0) } : {}),
  };
  const reference = modelReference(id, cacheFolder);
  if (reference.kind !== 'hub') return { ...item, tasks: entry?.tasks ?? [], dtypesHere: [], bytesHere: 0 };

  const folder = repositoryFolder(cacheFolder, reference.repository);
  const commit = await cachedCommit(folder, reference.revision);
  const listing = commit === undefined ? undefined : await cachedListing(folder, commit);
  const tasks = entry?.tasks ?? (listing ? tasksOf(listing) : []);
  const dtypesHere: Dtype[] = [];
  for (const dtype of listing ? dtypes : []) {
    const sizes = tasks.map(async (task) => {
      const { files } = modelPlan(reference, { listing: listing! }, task, dtype, cacheFolder);
      const there = await Promise.all(files.map(({ name, file }) => sizeOf(name).then((size) => size === file.size)));
      return there.every(Boolean);
    });
    const isHere = await Promise.all(sizes).then(
      (all) => all.length > 0 && all.every(Boolean),
      () => false,
    );
    if (isHere) dtypesHere.push(dtype);
  }
  return { ...item, tasks, dtypesHere, bytesHere: await bytesIn(folder.path) };
}

/** `org/name@revision` of what this package downloaded beside the catalogue. */
async function otherModels(cacheFolder: string): Promise<string[]> {
  const models: string[] = [];
  for (const name of await readdir(cacheFolder).catch(() => [])) {
    const listings = join(cacheFolder, name, '.grounded-sam', 'listings');
    for (const file of await readdir(listings).catch(() => [])) {
      const repository = name.replace(/^models--/, '').replace('--', '/');
      if (!catalogue.some(({ source }) => source?.repository === repository)) {
        models.push(`${repository}@${file.replace(/\.json$/, '')}`);
      }
    }
  }
  return models;
}
