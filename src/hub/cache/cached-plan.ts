import { existsSync } from 'node:fs';
import type { Source } from '../../model-files/catalogue-entry';
import type { RequestedDtype } from '../../model-files/dtype';
import { graphFiles, type ModelRequest, type ModelTask } from '../../model-files/model-folder';
import type { HubModel } from '../../model-files/model-reference';
import type { Listing } from '../../model-files/repository-listing';
import { missingOffline } from '../errors';
import { cachedCommit, readListing, repositoryFolder } from './cache-layout';
import { type ModelPlan, modelListings, modelPlan } from './model-plan';

/** The listing of the commit that is in the cache. */
export async function cachedListing(
  cacheFolder: string,
  { repository, revision }: Source,
): Promise<Listing | undefined> {
  const folder = repositoryFolder(cacheFolder, repository);
  const commit = await cachedCommit(folder, revision);
  return commit === undefined ? undefined : readListing(folder, commit);
}

/**
 * The files of a model as they were listed when it was downloaded, whether or not all of them are here.
 * @throws VisionError `MODEL_NOT_FOUND` where the listing lacks a graph of the wished dtype
 */
export async function cachedPlan(
  cacheFolder: string,
  model: HubModel,
  task: ModelTask,
  wish: RequestedDtype,
): Promise<ModelPlan | undefined> {
  const listings = await modelListings(model, (source) => cachedListing(cacheFolder, source));
  return listings && modelPlan(model, listings, task, wish, cacheFolder);
}

/**
 * Without a network, what other tools downloaded is used as it lies there.
 * @throws VisionError `MODEL_NOT_FOUND`
 */
export async function unlistedFiles(
  cacheFolder: string,
  { repository, revision }: HubModel,
  task: ModelTask,
  { model, dtype }: ModelRequest,
): Promise<Pick<ModelPlan, 'folders' | 'dtype' | 'graphs' | 'revision'>> {
  const folder = repositoryFolder(cacheFolder, repository);
  const commit = await cachedCommit(folder, revision);
  const snapshot = commit === undefined ? undefined : folder.snapshot(commit);
  if (commit === undefined || snapshot === undefined || !existsSync(snapshot)) {
    throw missingOffline(model, [`revision ${revision}`], folder.path);
  }
  return { folders: [snapshot], ...graphFiles(snapshot, task, dtype), revision: commit };
}
