import { messageOf } from '../errors';
import { allowedDtypes, type Dtype, type RequestedDtype } from '../model-files/dtype';
import { type ResolvedModel, resolveModel } from '../model-files/model-reference';
import type { ModelTask } from '../model-files/model-request';
import { openHub } from './hub';
import { type HubSettings, hubConfig } from './hub-config';
import { type KnownModel, knownModels, type PhrasesSupport } from './model-inventory';
import { type ModelState, modelState } from './model-state';
import { type DownloadProgress, formatBytes, percentOf } from './progress';

/** A model in the list from which a user chooses. */
export interface ModelRow {
  readonly model: string;
  readonly licence: string;
  readonly notes: string;
  /** How a detector takes the phrases of a prompt, if it is known. */
  readonly phrases?: PhrasesSupport;
  /**
   * `folder`: not checked before a call opens it. `absent`: the first call downloads it. `offline`: absent, and downloads are
   * off. `failed` (a download) and `unusable`: `message` has the reason. `server`: its graphs are on inference servers.
   */
  readonly state:
    | 'builtIn'
    | 'folder'
    | 'cached'
    | 'absent'
    | 'offline'
    | 'downloading'
    | 'failed'
    | 'unusable'
    | 'server';
  /** Size of the download, if known: `31 MB`. */
  readonly size?: string;
  /** Progress of the download, 0 to 100. */
  readonly percent?: number;
  readonly message?: string;
  /** Size of the model in each precision, as far as it is known. */
  readonly sizes?: Readonly<Record<string, string>>;
}

/** A model, for one task and in one precision. */
export interface ModelChoice {
  readonly task: ModelTask;
  readonly dtype: RequestedDtype;
  /** Empty: no model is chosen. */
  readonly model: string;
}

type Download = Pick<ModelRow, 'percent' | 'size' | 'message'> & { readonly state: 'downloading' | 'failed' };

/** A download that a list started: it runs, or it failed and was not tried again. */
export type RunningDownload = ModelChoice & Download & { readonly id: number };

interface Entry {
  /** Differs from that of every other download of the list. */
  readonly id: number;
  readonly choice: ModelChoice;
  readonly cancelling: AbortController;
  download: Download;
}

/** The models and their downloads. `auto`: the precisions that `auto` may take, best first. */
export interface ModelList {
  /** All known models of the task, and the chosen one. Does not contact the hub. */
  list(
    choice: ModelChoice,
    settings: Partial<HubSettings>,
    auto: readonly Dtype[],
  ): Promise<{ models: ModelRow[]; chosen?: ModelRow }>;
  /** Starts the download that the first call would start. `list` reports its progress. */
  download(choice: ModelChoice, settings: Partial<HubSettings>, auto: readonly Dtype[]): void;
  /** The downloads that run, and those that failed. */
  downloads(): readonly RunningDownload[];
  /** Ends a download, and forgets a failed one. The part that is on disk stays for the next try. */
  cancel(id: number): void;
}

/** `org/name[@revision][:file]`. Any other name that is not in the catalogue can only be a folder. */
const REPOSITORY = /^[\w-][\w.-]*\/[\w-][\w.-]*([@:]\S+)?$/;

/** @param baseFolder relative model folders are resolved against this one */
export function openModelList(baseFolder: string): ModelList {
  /** Running downloads, and failed ones until they are tried again. */
  const downloads = new Map<string, Entry>();
  let started = 0;
  const keyOf = ({ task, dtype, model }: ModelChoice, settings: Partial<HubSettings>): string =>
    JSON.stringify([task, dtype, model, hubConfig(settings).cacheFolder]);
  const resolved = ({ task, model, dtype }: ModelChoice): ResolvedModel =>
    resolveModel(task, { model, dtype, baseFolder });

  async function row(
    choice: ModelChoice,
    settings: Partial<HubSettings>,
    auto: readonly Dtype[],
    known?: KnownModel,
  ): Promise<ModelRow> {
    const { licence = 'see its page', notes = '', phrases } = known ?? {};
    const passes = choice.task === 'detector' && phrases !== undefined ? { phrases } : {};
    const about = { model: choice.model, licence, notes, ...passes };
    // Folders are not read: a user who may read the list must not learn which folders this machine has.
    if (!known && !REPOSITORY.test(choice.model)) return { ...about, licence: '', state: 'folder' };
    try {
      // Read before the disk, so that a download that ends in between is reported as downloading, not as absent.
      const download = downloads.get(keyOf(choice, settings))?.download;
      const state = await modelState(resolved(choice), settings, auto);
      return { ...about, ...shown(state, download, hubConfig(settings).offline) };
    } catch (error) {
      return { ...about, state: 'unusable', message: messageOf(error) };
    }
  }

  return {
    async list(choice, settings, auto) {
      const known = (await knownModels(settings)).filter(({ tasks }) => tasks.includes(choice.task));
      const models = await Promise.all(known.map((one) => row({ ...choice, model: one.id }, settings, auto, one)));
      if (choice.model === '') return { models };
      const chosen = models.find(({ model }) => model === choice.model) ?? (await row(choice, settings, auto));
      return { models, chosen };
    },

    download(choice, settings, auto) {
      const key = keyOf(choice, settings);
      if (downloads.get(key)?.download.state === 'downloading') return;
      const entry: Entry = {
        id: ++started,
        choice,
        cancelling: new AbortController(),
        download: { state: 'downloading' },
      };
      downloads.set(key, entry);
      const onProgress = (progress: DownloadProgress): void => {
        if (progress.totalBytes === 0) return;
        const size = formatBytes(progress.totalBytes);
        entry.download = { state: 'downloading', percent: percentOf(progress), size };
      };
      const forget = (): void => void (downloads.get(key) === entry && downloads.delete(key));
      const dtypes = choice.dtype === 'auto' ? auto : allowedDtypes(choice.dtype);
      openHub(settings)
        .fetch(resolved(choice), { dtypes, onProgress, signal: entry.cancelling.signal })
        .then(forget, (error: unknown) => {
          entry.download = { state: 'failed', message: messageOf(error) };
        });
    },

    downloads: () => [...downloads.values()].map(({ id, choice, download }) => ({ id, ...choice, ...download })),

    cancel(id) {
      for (const [key, entry] of downloads) {
        if (entry.id !== id) continue;
        entry.cancelling.abort(new Error('The download was cancelled'));
        downloads.delete(key);
      }
    },
  };
}

function shown(
  state: ModelState,
  download: Download | undefined,
  isOffline: boolean,
): Omit<ModelRow, 'model' | 'licence' | 'notes'> {
  if (state.location !== 'hub') return { state: state.location === 'built-in' ? 'builtIn' : 'folder' };
  const sizes = Object.fromEntries(Object.entries(state.bytes).map(([dtype, bytes]) => [dtype, formatBytes(bytes)]));
  if (download?.state === 'downloading') return { sizes, ...download };
  if (state.isCached) return { sizes, state: 'cached' };
  if (download) return { sizes, ...download };
  const size = state.missingBytes === undefined ? {} : { size: formatBytes(state.missingBytes) };
  return { sizes, state: isOffline ? 'offline' : 'absent', ...size };
}
