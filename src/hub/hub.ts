import { writeWholeFile } from '../files/whole-file';
import type { CatalogueEntry, Source } from '../model-files/catalogue-entry';
import { allowedDtypes, type Dtype } from '../model-files/dtype';
import { demoFolder, type GraphChoice, graphChoices, otherChoices } from '../model-files/model-folder';
import type { HubModel, ResolvedModel } from '../model-files/model-reference';
import type { Listing } from '../model-files/repository-listing';
import { serverNames } from '../model-files/server-names';
import { cachedCommit, repositoryFolder } from './cache/cache-layout';
import { uncachedOf } from './cache/cached-file';
import { cachedListing, cachedPlan, unlistedPlan } from './cache/cached-plan';
import { type ModelPlan, modelListings, modelPlan } from './cache/model-plan';
import { repairFolders } from './cache/repaired-graph';
import { FailurePause } from './download/failure-pause';
import { type FetchTools, fetchFiles, REPORT_MS } from './download/fetch-files';
import { freeBytes } from './download/free-disk';
import { openHttpClient } from './download/http';
import { openHubApi } from './download/hub-api';
import { checkPinned } from './download/pinned-files';
import { retryDefaults } from './download/retry';
import { SharedWork, type Waiter } from './download/shared-work';
import { Cancelled, inCache, missingOffline, offline } from './errors';
import { type HubSettings, hubConfig } from './hub-config';
import type { DownloadProgress } from './progress';

/** The files of a model, all of them on this machine. */
export interface ModelFiles extends GraphChoice {
  /** Folders to look for JSON files in, in this order. */
  readonly folders: readonly string[];
  /** The graphs in other precisions that are on this machine and may be opened instead, best first. */
  readonly others: readonly GraphChoice[];
  /** The commit, if the model is from a hub. */
  readonly revision?: string;
  /** Whether several phrases may share one pass, if the catalogue knows it of the published file. */
  readonly jointPrompts?: boolean;
  /** Folders for repaired graphs, best first: see `RepairedGraph`. */
  readonly repairs?: readonly string[];
}

export interface FetchOptions extends Waiter<DownloadProgress> {
  /**
   * Precisions that may be fetched, best first. By default those that the request allows, best quality first. Empty if the graphs
   * are on a server: only JSON files are fetched, and `graphs` has the names of `serverNames`.
   */
  readonly dtypes?: readonly Dtype[];
}

export interface Hub {
  /**
   * Finds the files of a model and downloads those that are not cached. Calls for the same files share one download.
   * Cached files are used without contacting the hub: a branch stays at the commit that was downloaded.
   * After the attempts of a download were used up, calls fail at once for `PAUSE_MS`, or until `refresh`.
   * @throws VisionError `MODEL_NOT_FOUND`, `DOWNLOAD_FAILED`; the signal's reason
   */
  fetch(model: ResolvedModel, options?: FetchOptions): Promise<ModelFiles>;
  /**
   * Ends the running downloads of a model. Calls that wait for them, and later ones, fail with `DOWNLOAD_FAILED`, until
   * `refresh`. The part that is on disk stays for the next try. Returns whether one was running.
   * @param name as the user wrote it
   */
  cancel(name: string): boolean;
  /**
   * Gets the current listing of a repository. Later calls use it.
   * @throws VisionError `MODEL_NOT_FOUND`, `DOWNLOAD_FAILED`; the signal's reason
   */
  refresh(source: Source, signal?: AbortSignal): Promise<Listing>;
}

/**
 * Opens access to the hub and its cache. Nothing is read or requested yet.
 * @param tools replaced by tests
 */
export function openHub(
  settings: Partial<HubSettings> = {},
  tools: Partial<FetchTools> & { readonly now?: () => number } = {},
): Hub {
  const config = hubConfig(settings);
  const { cacheFolder } = config;
  const client = tools.client ?? openHttpClient(config);
  const retry = tools.retry ?? retryDefaults;
  const api = tools.api ?? openHubApi(config.endpoint, client, retry);
  const fetchTools: FetchTools = { api, client, retry, freeBytes: tools.freeBytes ?? freeBytes };
  const downloads = new SharedWork<ModelPlan, DownloadProgress>();
  const pause = new FailurePause(tools.now);
  /** The names of models by the key of their download. */
  const names = new Map<string, string>();

  /** The listing of the cached commit, else of the newest. */
  async function listingOf(source: Source, signal: AbortSignal, isFresh = false): Promise<Listing> {
    const { repository, revision } = source;
    const cached = isFresh ? undefined : await cachedListing(cacheFolder, source);
    if (cached) return cached;
    const folder = repositoryFolder(cacheFolder, repository);
    const known = isFresh ? undefined : await cachedCommit(folder, revision);
    const commit = known ?? (await api.commitOf(repository, revision, signal));
    const listing = await api.listing(repository, commit, signal);
    await writeWholeFile(folder.listing(commit), JSON.stringify(listing)).catch(() => undefined);
    if (commit !== revision && known === undefined)
      await writeWholeFile(folder.ref(revision), commit).catch(() => undefined);
    return listing;
  }

  async function newestPlan(model: ResolvedModel, reference: HubModel, dtypes: readonly Dtype[], signal: AbortSignal) {
    const listings = await modelListings(reference, (source) => listingOf(source, signal));
    const plan = modelPlan(reference, listings!, model.task, dtypes, cacheFolder);
    checkPinned(api, reference.entry, plan.files);
    return { plan, uncached: await uncachedOf(plan.files) };
  }

  /** Asks the hub for the model's files, and downloads them. */
  async function download(
    model: ResolvedModel,
    reference: HubModel,
    dtypes: readonly Dtype[],
    signal: AbortSignal,
    report: (progress: DownloadProgress) => void,
  ): Promise<ModelPlan> {
    const connecting = { model: model.name, receivedBytes: 0, totalBytes: 0, isDone: false };
    const timer = setInterval(() => report(connecting), REPORT_MS);
    const { plan, uncached } = await newestPlan(model, reference, dtypes, signal).finally(() => clearInterval(timer));
    if (uncached.length > 0) await fetchFiles(uncached, fetchTools, { model: model.name, cacheFolder, signal, report });
    return plan;
  }

  /** The first of `dtypes` whose files are all cached. */
  async function planOffline(model: ResolvedModel, reference: HubModel, dtypes: readonly Dtype[]) {
    const plan = await cachedPlan(cacheFolder, reference, model.task, dtypes);
    if (!plan) return unlistedPlan(cacheFolder, reference, model.task, dtypes, model.name);
    const missing = await uncachedOf(plan.files);
    if (missing.length === 0) return plan;
    for (const dtype of dtypes.filter((one) => one !== plan.dtype)) {
      const other = await cachedPlan(cacheFolder, reference, model.task, [dtype]).catch(() => undefined);
      if (other && (await uncachedOf(other.files)).length === 0) return other;
    }
    throw missingOffline(
      model.name,
      missing.map(({ file }) => file.path),
      plan.folders[0]!,
    );
  }

  async function planOf(
    model: ResolvedModel,
    reference: HubModel,
    dtypes: readonly Dtype[],
    waiter: Waiter<DownloadProgress>,
  ): Promise<Omit<ModelPlan, 'files'>> {
    if (config.offline) return planOffline(model, reference, dtypes);
    const cached = await cachedPlan(cacheFolder, reference, model.task, dtypes);
    if (cached && (await uncachedOf(cached.files)).length === 0) return cached;
    const key = `${model.key} ${dtypes}`;
    names.set(key, model.name);
    return downloads.join(key, waiter, (signal, report) =>
      pause.after(key, () => download(model, reference, dtypes, signal, report)),
    );
  }

  return {
    async fetch(model, { dtypes = allowedDtypes(model.dtype), ...waiter } = {}) {
      const { task, reference } = model;
      if (reference.kind === 'hub') {
        const { folders, dtype, graphs, revision } = await inCache(
          cacheFolder,
          planOf(model, reference, dtypes, waiter),
        );
        if (dtypes.length === 0)
          return { folders, dtype, graphs: serverNames(model), others: [], revision, ...knownOf(reference.entry) };
        // A file that the user named is not replaced by another.
        const others = reference.file === undefined ? otherChoices(folders[0]!, task, dtypes, { dtype }) : [];
        const repairs = repairFolders(repositoryFolder(cacheFolder, reference.repository).path);
        return { folders, dtype, graphs, others, revision, repairs, ...knownOf(reference.entry) };
      }
      const folder = reference.kind === 'built-in' ? demoFolder(task) : reference.folder;
      if (dtypes.length === 0) {
        const known = reference.kind === 'built-in' ? knownOf(reference.entry) : {};
        return { folders: [folder], dtype: 'fp32', graphs: serverNames(model), others: [], ...known };
      }
      const [best, ...others] = graphChoices(folder, task, dtypes);
      const files = { folders: [folder], ...best, others };
      // The folder belongs to the user.
      if (reference.kind === 'folder') return { ...files, repairs: repairFolders(cacheFolder) };
      return { ...files, ...knownOf(reference.entry) };
    },

    cancel(name) {
      const keys = [...names.keys()].filter((key) => names.get(key) === name);
      return keys.filter((key) => downloads.abort(key, new Cancelled(name))).length > 0;
    },

    async refresh(source, signal = new AbortController().signal) {
      if (config.offline) throw offline(source.repository);
      // The user asks for it, so the network may be back.
      pause.end();
      return inCache(cacheFolder, listingOf(source, signal, true));
    },
  };
}

const knownOf = (entry: CatalogueEntry | undefined): Pick<ModelFiles, 'jointPrompts'> =>
  entry?.jointPrompts === undefined ? {} : { jointPrompts: entry.jointPrompts };
