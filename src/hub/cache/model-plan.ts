import { join } from 'node:path';
import type { Source } from '../../model-files/catalogue-entry';
import type { Dtype } from '../../model-files/dtype';
import type { GraphChoice } from '../../model-files/model-folder';
import type { HubModel } from '../../model-files/model-reference';
import type { ModelTask } from '../../model-files/model-request';
import { companionFiles, neededFiles } from '../../model-files/needed-files';
import type { Listing } from '../../model-files/repository-listing';
import { repositoryFolder } from './cache-layout';
import { type CachedFile, cachedFile } from './cached-file';

/** The files of a model, and where they are once they are cached. */
export interface ModelPlan extends GraphChoice {
  /** The commit of the model's own repository. */
  readonly revision: string;
  /** Folders to look for JSON files in, in this order. */
  readonly folders: readonly string[];
  readonly files: readonly CachedFile[];
}

/** The listings of a model's repository and of its companion, if it has one. */
export interface ModelListings {
  readonly listing: Listing;
  readonly companion?: Listing | undefined;
}

/** Gets the listings with `listingOf`. `undefined` if `listingOf` gives none of the model or of its companion. */
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

/** @throws VisionError `MODEL_NOT_FOUND` if the repository has the graphs in none of `allowed` */
export function modelPlan(
  { file }: Pick<HubModel, 'file'>,
  { listing, companion }: ModelListings,
  task: ModelTask,
  allowed: readonly Dtype[],
  cacheFolder: string,
): ModelPlan {
  const { dtype, graphs, files } = neededFiles(listing, task, allowed, file);
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
