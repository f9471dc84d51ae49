import {
  type DownloadProgress,
  type EngineSettings,
  formatBytes,
  hubConfig,
  type KnownModel,
  knownModels,
  type ModelRequest,
  type ModelState,
  type ModelTask,
  messageOf,
  modelState,
  openHub,
  percentOf,
  preferredDtypes,
  type RequestedDtype,
  resolveModel,
} from '../../src';

/** A model as the dialogs show it. */
export interface ModelRow {
  readonly model: string;
  readonly licence: string;
  readonly notes: string;
  /**
   * `folder` is looked at when a message comes; `absent` is downloaded then; `offline` would be, but may not; `unusable`
   * says why in `message`, and so does `failed`, of a download.
   */
  readonly state: 'builtIn' | 'folder' | 'here' | 'absent' | 'offline' | 'downloading' | 'failed' | 'unusable';
  /** What a download brings, where it is known. */
  readonly size?: string;
  readonly percent?: number;
  readonly message?: string;
  /** The size of the model in each number format, where it is known. */
  readonly sizes?: Readonly<Record<string, string>>;
}

/** What a dialog is set to: for which task, in which dtype, with which engine. */
export interface ModelChoice {
  readonly task: ModelTask;
  readonly dtype: RequestedDtype;
  /** Empty where the field is. */
  readonly model: string;
}

type Download = Pick<ModelRow, 'percent' | 'size' | 'message'> & { readonly state: 'downloading' | 'failed' };

export interface ModelRows {
  /** All models that are known for the task, and the one that is chosen. */
  list(choice: ModelChoice, settings: Partial<EngineSettings>): Promise<{ models: ModelRow[]; chosen?: ModelRow }>;
  /** Begins to fetch what the first message would; `list` tells how far it is. */
  download(choice: ModelChoice, settings: Partial<EngineSettings>): void;
}

/** `org/name`, with a revision and a file: all else that is no known name can only be a folder. */
const REPOSITORY = /^[\w-][\w.-]*\/[\w-][\w.-]*([@:]\S+)?$/;

export function openModelRows(requestOf: (choice: ModelChoice) => ModelRequest): ModelRows {
  /** Those under way, and those that failed until they are tried again. */
  const downloads = new Map<string, Download>();
  const keyOf = ({ task, dtype, model }: ModelChoice, settings: Partial<EngineSettings>): string =>
    JSON.stringify([task, dtype, model, hubConfig(settings).cacheFolder]);

  async function row(choice: ModelChoice, settings: Partial<EngineSettings>, known?: KnownModel): Promise<ModelRow> {
    const { licence = 'see its page', notes = '' } = known ?? {};
    const about = { model: choice.model, licence, notes };
    // A dialog tells nobody which folders this machine has.
    if (!known && !REPOSITORY.test(choice.model)) return { ...about, licence: '', state: 'folder' };
    try {
      // Before the disk: one that ends meanwhile is told as under way, never as absent.
      const download = downloads.get(keyOf(choice, settings));
      const auto = preferredDtypes('auto', settings.device);
      const state = await modelState(resolveModel(choice.task, requestOf(choice)), settings, auto);
      return { ...about, ...shown(state, download, hubConfig(settings).offline) };
    } catch (error) {
      return { ...about, state: 'unusable', message: messageOf(error) };
    }
  }

  return {
    async list(choice, settings) {
      const known = (await knownModels(settings)).filter(({ tasks }) => tasks.includes(choice.task));
      const models = await Promise.all(known.map((one) => row({ ...choice, model: one.id }, settings, one)));
      if (choice.model === '') return { models };
      return { models, chosen: models.find(({ model }) => model === choice.model) ?? (await row(choice, settings)) };
    },

    download(choice, settings) {
      const key = keyOf(choice, settings);
      if (downloads.get(key)?.state === 'downloading') return;
      downloads.set(key, { state: 'downloading' });
      const onProgress = (progress: DownloadProgress): void => {
        if (progress.totalBytes === 0) return;
        const size = formatBytes(progress.totalBytes);
        downloads.set(key, { state: 'downloading', percent: percentOf(progress), size });
      };
      const dtypes = preferredDtypes(choice.dtype, settings.device);
      openHub(settings)
        .fetch(resolveModel(choice.task, requestOf(choice)), { dtypes, onProgress })
        .then(
          () => downloads.delete(key),
          (error: unknown) => downloads.set(key, { state: 'failed', message: messageOf(error) }),
        );
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
  if (state.isCached) return { sizes, state: 'here' };
  if (download) return { sizes, ...download };
  const size = state.missingBytes === undefined ? {} : { size: formatBytes(state.missingBytes) };
  return { sizes, state: isOffline ? 'offline' : 'absent', ...size };
}
