import { join } from 'node:path';
import type { Source } from '../../model-files/catalogue-entry';
import type { Dtype, RequestedDtype } from '../../model-files/dtype';
import type { ModelTask } from '../../model-files/model-folder';
import type { HubModel } from '../../model-files/model-reference';
import { companionFiles, neededFiles } from '../../model-files/needed-files';
import type { Listing } from '../../model-files/repository-listing';
import { repositoryFolder } from './cache-layout';
import { type CachedFile, cachedFile } from './cached-file';

/** Which files make up a model, and where they are once they are here. */
export interface ModelPlan {
  readonly dtype: Dtype;
  /** The commit of the model's own repository. */
  readonly revision: string;
  /** Where its JSON files are looked for, in this order. */
  readonly folders: readonly string[];
  /** Paths of the graphs on this machine, in the task's order. */
  readonly graphs: readonly string[];
  readonly files: readonly CachedFile[];
}

export interface ModelListings {
  readonly listing: Listing;
  readonly companion?: Listing | undefined;
}

/** Gets listings with `listingOf`; nothing where the model's own is not to be had. */
export async function modelListings(
  { entry, ...source }: HubModel,
  listingOf: (source: Source) => Promise<Listing | undefined>,
): Promise<ModelListings | undefined> {
  const listing = await listingOf(source);
  if (!listing) return undefined;
  const companion = entry?.companion && (await listingOf(entry.companion));
  if (entry?.companion && !companion) return undefined;
  return { listing, companion };
}

/** @throws VisionError `MODEL_NOT_FOUND` where the repository lacks a graph of the wished dtype */
export function modelPlan(
  { file }: Pick<HubModel, 'file'>,
  { listing, companion }: ModelListings,
  task: ModelTask,
  wish: RequestedDtype,
  cacheFolder: string,
): ModelPlan {
  const { dtype, graphs, files } = neededFiles(listing, task, wish, file);
  const own = files.map((one) => cachedFile(cacheFolder, listing, one));
  const others = companion
    ? companionFiles(companion, listing, task).map((one) => cachedFile(cacheFolder, companion, one))
    : [];
  const snapshotOf = ({ repository, commit }: Listing): string =>
    repositoryFolder(cacheFolder, repository).snapshot(commit);
  return {
    dtype,
    revision: listing.commit,
    folders: [listing, ...(companion ? [companion] : [])].map(snapshotOf),
    graphs: graphs.map((path) => join(snapshotOf(listing), path)),
    files: [...own, ...others],
  };
}
