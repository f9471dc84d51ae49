import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../model-files/catalogue-entry';
import type { Dtype } from '../../model-files/dtype';
import { graphChoices } from '../../model-files/model-folder';
import type { HubModel } from '../../model-files/model-reference';
import type { ModelTask } from '../../model-files/model-request';
import { dtypeOf } from '../../model-files/needed-files';
import type { Listing } from '../../model-files/repository-listing';
import { missingOffline } from '../errors';
import { cachedCommit, readListing, repositoryFolder } from './cache-layout';
import { type ModelPlan, modelListings, modelPlan } from './model-plan';

/** The listing of the commit that is cached. */
export async function cachedListing(
  cacheFolder: string,
  { repository, revision }: Source,
): Promise<Listing | undefined> {
  const folder = repositoryFolder(cacheFolder, repository);
  const commit = await cachedCommit(folder, revision);
  return commit === undefined ? undefined : readListing(folder, commit);
}

/**
 * The files of a model as the hub listed them when it was downloaded, whether or not all of them are cached.
 * @returns `undefined` if no listing is cached
 * @throws VisionError `MODEL_NOT_FOUND` if the listing has the graphs in none of `allowed`
 */
export async function cachedPlan(
  cacheFolder: string,
  model: HubModel,
  task: ModelTask,
  allowed: readonly Dtype[],
): Promise<ModelPlan | undefined> {
  const listings = await modelListings(model, (source) => cachedListing(cacheFolder, source));
  return listings && modelPlan(model, listings, task, allowed, cacheFolder);
}

/**
 * The files of a repository that another tool downloaded, without a listing. For use without a network.
 * @param name the model as the user wrote it
 * @throws VisionError `MODEL_NOT_FOUND`
 */
export async function unlistedPlan(
  cacheFolder: string,
  { file, entry, ...source }: HubModel,
  task: ModelTask,
  allowed: readonly Dtype[],
  name: string,
): Promise<Omit<ModelPlan, 'files'>> {
  const { commit, snapshot } = await snapshotOf(cacheFolder, source, name);
  const companion = entry?.companion && (await snapshotOf(cacheFolder, entry.companion, name));
  const folders = [snapshot, ...(companion ? [companion.snapshot] : [])];
  if (allowed.length === 0) return { dtype: 'fp32', graphs: [], folders, revision: commit };
  if (file === undefined) return { ...graphChoices(snapshot, task, allowed)[0], folders, revision: commit };
  const graph = join(snapshot, file);
  if (!existsSync(graph)) throw missingOffline(name, [file], snapshot);
  return { dtype: dtypeOf(file), graphs: [graph], folders, revision: commit };
}

/** The folder of a cached revision, and its commit. */
async function snapshotOf(cacheFolder: string, { repository, revision }: Source, name: string) {
  const folder = repositoryFolder(cacheFolder, repository);
  const commit = await cachedCommit(folder, revision);
  const snapshot = commit === undefined ? undefined : folder.snapshot(commit);
  if (commit === undefined || snapshot === undefined || !existsSync(snapshot)) {
    throw missingOffline(name, [`revision ${revision}`], folder.path);
  }
  return { commit, snapshot };
}
