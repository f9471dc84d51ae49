import type { ResolvedModel } from '../../model-files/model-reference';
import type { ModelTask } from '../../model-files/model-request';
import type { LoadedModel } from '../protocol';
import type { CallTimes } from './call-times';
import type { Model, ModelOf } from './models';

interface Entry {
  readonly model: Promise<Model>;
  loaded?: LoadedModel;
  users: number;
  /** To be closed when its last user is done. */
  isUnwanted: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** The opened models, one for each key, however many nodes use it. */
export class ModelCache {
  private readonly entries = new Map<string, Entry>();

  /** @param idleMs a model that was not used for this time is closed; 0 = never */
  constructor(private readonly idleMs: number) {}

  get loaded(): LoadedModel[] {
    return [...this.entries.values()].flatMap(({ loaded }) => loaded ?? []);
  }

  /** Whether the model is open, or being opened. */
  has({ key }: ResolvedModel): boolean {
    return this.entries.has(key);
  }

  /**
   * Runs `work` with the model, which stays open in the meantime.
   * @param open called if the model is not open; the time until it is counts as `load`
   */
  async use<T extends ModelTask, R>(
    { key }: ResolvedModel<T>,
    open: () => Promise<ModelOf[T]>,
    times: CallTimes,
    work: (model: ModelOf[T]) => Promise<R>,
  ): Promise<R> {
    const entry = this.entries.get(key) ?? this.add(key, open());
    clearTimeout(entry.idleTimer);
    entry.users++;
    entry.isUnwanted = false;
    try {
      const opening = entry.model as Promise<ModelOf[T]>;
      return await work(entry.loaded ? await opening : await times.measure('load', () => opening));
    } finally {
      entry.users--;
      this.afterUse(key, entry);
    }
  }

  /** Closes every model whose key is not in `keys`. A model in use is closed when its last user is done. */
  async retain(keys: ReadonlySet<string>): Promise<void> {
    const unwanted = [...this.entries].filter(([key]) => !keys.has(key));
    for (const [, entry] of unwanted) entry.isUnwanted = true;
    await Promise.all(unwanted.map(([key, entry]) => entry.users === 0 && this.close(key, entry)));
  }

  private add(key: string, model: Promise<Model>): Entry {
    const entry: Entry = { model, users: 0, isUnwanted: false };
    this.entries.set(key, entry);
    model.then(
      ({ loaded }) => {
        entry.loaded = loaded;
      },
      // A failure is not cached: when the user has repaired the folder, the next call opens it.
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
    const { graphs } = await entry.model;
    await Promise.all(graphs.map((graph) => graph.close()));
  }
}
