import type { Hub } from '../../hub/hub';
import type { ModelRequest, ModelTask } from '../../model-files/model-folder';
import { modelReference, referenceKey } from '../../model-files/model-reference';
import type { LoadedModel } from '../protocol';
import { type Model, type ModelOf, openers } from './models';
import type { CallProgress, SessionThread } from './sessions';

interface Entry {
  readonly model: Promise<Model>;
  loaded?: LoadedModel;
  users: number;
  /** Nobody wants it any more: it goes with its last user. */
  isUnwanted: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** One opened model per folder, dtype and task, however many nodes ask for it. Unloaded when idle. */
export class ModelCache {
  private readonly entries = new Map<string, Entry>();

  /** @param idleMs without use for so long, a model is unloaded; 0 = never */
  constructor(
    private readonly thread: SessionThread,
    private readonly hub: Hub,
    private readonly idleMs: number,
  ) {}

  get loaded(): LoadedModel[] {
    return [...this.entries.values()].flatMap(({ loaded }) => loaded ?? []);
  }

  /** Whether the model is open, or just being opened. */
  has(task: ModelTask, request: ModelRequest): boolean {
    return this.entries.has(keyOf(task, request));
  }

  /**
   * Runs `work` with the opened model, which stays open meanwhile. What the call waits for it to open counts as `load`.
   */
  async use<T extends ModelTask, R>(
    task: T,
    request: ModelRequest,
    progress: CallProgress,
    work: (model: ModelOf[T]) => Promise<R>,
  ): Promise<R> {
    const start = performance.now();
    const key = keyOf(task, request);
    const entry = this.entries.get(key) ?? this.open(key, task, request, progress);
    clearTimeout(entry.idleTimer);
    entry.users++;
    entry.isUnwanted = false;
    try {
      const wasLoaded = entry.loaded !== undefined;
      const model = (await entry.model) as ModelOf[T];
      if (!wasLoaded) progress.ms.load += performance.now() - start;
      return await work(model);
    } finally {
      entry.users--;
      this.afterUse(key, entry);
    }
  }

  /** Closes the model; while it is in use, once it no longer is. */
  async unload(task: ModelTask, request: ModelRequest): Promise<void> {
    const key = keyOf(task, request);
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.isUnwanted = true;
    if (entry.users === 0) await this.close(key, entry);
  }

  private open(key: string, task: ModelTask, request: ModelRequest, progress: CallProgress): Entry {
    const entry: Entry = {
      model: openers[task](this.thread, this.hub, request, progress),
      users: 0,
      isUnwanted: false,
    };
    this.entries.set(key, entry);
    entry.model.then(
      ({ loaded }) => {
        entry.loaded = loaded;
      },
      // Not remembered: once the folder is put right, the next call opens it.
      () => this.entries.delete(key),
    );
    return entry;
  }

  private afterUse(key: string, entry: Entry): void {
    if (entry.users > 0 || this.entries.get(key) !== entry) return;
    if (entry.isUnwanted) void this.close(key, entry);
    else if (this.idleMs > 0) entry.idleTimer = setTimeout(() => void this.close(key, entry), this.idleMs);
  }

  private async close(key: string, entry: Entry): Promise<void> {
    clearTimeout(entry.idleTimer);
    this.entries.delete(key);
    const { sessions } = await entry.model;
    await Promise.all(sessions.map((session) => session.close()));
  }
}

/** Two ways to write one folder are one model. */
const keyOf = (task: ModelTask, request: ModelRequest): string =>
  JSON.stringify([task, referenceKey(modelReference(request.model, request.baseFolder)), request.dtype]);
