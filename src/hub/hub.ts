import { writeWholeFile } from '../files/whole-file';
import type { Source } from '../model-files/catalogue-entry';
import type { Dtype } from '../model-files/dtype';
import { demoFolder, graphFiles, type ModelRequest, type ModelTask } from '../model-files/model-folder';
import { type HubModel, modelReference, referenceKey } from '../model-files/model-reference';
import type { Listing } from '../model-files/repository-listing';
import { cachedCommit, repositoryFolder } from './cache/cache-layout';
import { uncachedOf } from './cache/cached-file';
import { cachedListing, cachedPlan, unlistedFiles } from './cache/cached-plan';
import { type ModelPlan, modelListings, modelPlan } from './cache/model-plan';
import { type FetchTools, fetchFiles, REPORT_MS } from './download/fetch-files';
import { freeBytes } from './download/free-disk';
import { openHttpClient } from './download/http';
import { openHubApi } from './download/hub-api';
import { checkPinned } from './download/pinned-files';
import { retryDefaults } from './download/retry';
import { SharedWork, type Waiter } from './download/shared-work';
import { missingOffline, offline } from './errors';
import { type HubSettings, hubConfig } from './hub-config';
import type { DownloadProgress } from './progress';

/** The files of a model, all on this machine. */
export interface ModelFiles {
  /** Where its JSON files are looked for, in this order. */
  readonly folders: readonly string[];
  readonly dtype: Dtype;
  /** Paths of the graphs, in the task's order. */
  readonly graphs: readonly string[];
  /** The commit, where the model is of a hub. */
  readonly revision?: string;
  /** Whether several phrases may share one pass, where the catalogue knows it. */
  readonly jointPrompts?: boolean;
}

type HubModelFiles = ModelFiles & { readonly revision: string };

export interface Hub {
  /**
   * Finds the files of a model and downloads those that lack, once however many ask.
   * What is here is used without asking the hub; a branch stays where it was when it was downloaded.
   */
  files(request: ModelRequest, task: ModelTask, waiter?: Waiter<DownloadProgress>): Promise<ModelFiles>;
  /** The listing of a repository as it is now, which later calls will go by. */
  refresh(source: Source, signal?: AbortSignal): Promise<Listing>;
}

/** @param tools what tests replace */
export function openHub(settings: Partial<HubSettings> = {}, tools: Partial<FetchTools> = {}): Hub {
  const config = hubConfig(settings);
  const { cacheFolder } = config;
  const client = tools.client ?? openHttpClient(config);
  const retry = tools.retry ?? retryDefaults;
  const api = tools.api ?? openHubApi(config.endpoint, client, retry);
  const all: FetchTools = { api, client, retry, freeBytes: tools.freeBytes ?? freeBytes };
  const downloads = new SharedWork<ModelPlan, DownloadProgress>();

  /** The listing of the commit that is here, else of the newest. */
  async function listingOf(source: Source, signal: AbortSignal, isFresh = false): Promise<Listing> {
    const { repository, revision } = source;
    const here = isFresh ? undefined : await cachedListing(cacheFolder, source);
    if (here) return here;
    const folder = repositoryFolder(cacheFolder, repository);
    const known = isFresh ? undefined : await cachedCommit(folder, revision);
    const commit = known ?? (await api.commitOf(repository, revision, signal));
    const listing = await api.listing(repository, commit, signal);
    await writeWholeFile(folder.listing(commit), JSON.stringify(listing)).catch(() => undefined);
    if (commit !== revision && known === undefined)
      await writeWholeFile(folder.ref(revision), commit).catch(() => undefined);
    return listing;
  }

  async function planFrom(model: HubModel, task: ModelTask, { dtype }: ModelRequest, signal: AbortSignal) {
    const listings = await modelListings(model, (source) => listingOf(source, signal));
    const plan = modelPlan(model, listings!, task, dtype, cacheFolder);
    checkPinned(api, model.entry, plan.files);
    return { plan, lacking: await uncachedOf(plan.files) };
  }

  async function hubFiles(
    model: HubModel,
    task: ModelTask,
    request: ModelRequest,
    waiter: Waiter<DownloadProgress>,
  ): Promise<HubModelFiles> {
    const here = await cachedPlan(cacheFolder, model, task, request.dtype);
    const missing = here && (await uncachedOf(here.files));
    if (missing?.length === 0) return here!;
    if (config.offline) {
      if (!missing) return unlistedFiles(cacheFolder, model, task, request);
      throw missingOffline(
        request.model,
        missing.map(({ file }) => file.path),
        here!.folders[0]!,
      );
    }
    const key = `${task} ${request.dtype} ${referenceKey({ kind: 'hub', ...model })}`;
    return downloads.join(key, waiter, async (signal, report) => {
      const asked = { model: request.model, receivedBytes: 0, totalBytes: 0, isDone: false };
      const asking = setInterval(() => report(asked), REPORT_MS);
      const { plan, lacking } = await planFrom(model, task, request, signal).finally(() => clearInterval(asking));
      if (lacking.length > 0) await fetchFiles(lacking, all, { model: request.model, cacheFolder, signal, report });
      return plan;
    });
  }

  return {
    async files(request, task, waiter = {}) {
      const reference = modelReference(request.model, request.baseFolder);
      if (reference.kind === 'hub') {
        const { folders, dtype, graphs, revision } = await hubFiles(reference, task, request, waiter);
        const { jointPrompts } = reference.entry ?? {};
        return { folders, dtype, graphs, revision, ...(jointPrompts === undefined ? {} : { jointPrompts }) };
      }
      const folder = reference.kind === 'demo' ? demoFolder(task) : reference.folder;
      const choice = graphFiles(folder, task, request.dtype);
      return { folders: [folder], ...choice, ...(reference.kind === 'demo' ? { jointPrompts: true } : {}) };
    },

    async refresh(source, signal = new AbortController().signal) {
      if (config.offline) throw offline(source.repository);
      return listingOf(source, signal, true);
    },
  };
}
