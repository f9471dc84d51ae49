import { totalmem } from 'node:os';
import type { ResolvedModel } from '../../model-files/model-reference';
import type { ModelTask } from '../../model-files/model-request';
import type { LoadedModel } from '../protocol';
import { closeGraphs } from './backend';
import type { CallTimes } from './call-times';
import type { Model, ModelOf } from './models';

interface Entry {
  readonly model: Promise<Model>;
  loaded?: LoadedModel;
  users: number;
  /** Size of its files in bytes; 0 while it is being opened. */
  bytes: number;
  /** To be closed when its last user is done. */
  isUnwanted: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** How many models stay open. */
export interface ModelLimits {
  readonly models: number;
  /** Of all their files together. */
  readonly bytes: number;
}

/** Messages may name any number of models. Half of the memory is for their weights, the rest for runs and other programs. */
const defaultLimits = (): ModelLimits => {
  // Of a container. Not known everywhere.
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return { models: 8, bytes: Math.min(totalmem(), limit) / 2 };
};

/**
 * The opened models, one for each key, however many nodes use it. Beyond the limits, the model that was not used for the
 * longest time is closed. A model in use is never closed, and the last one may exceed the limits.
 */
export class ModelCache {
  private readonly entries = new Map<string, Entry>();

  /** @param idleMs a model that was not used for this time is closed; 0 = never */
  constructor(
    private readonly idleMs: number,
    private readonly limits = defaultLimits(),
  ) {}

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
    // Set again, so that the order of the map is the order of use.
    this.entries.delete(key);
    this.entries.set(key, entry);
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

  /**
   * Closes the open model that `loaded` describes, so that its next use opens it again. If it is in use, its graphs are closed
   * when its last user is done.
   * @returns whether there is one
   */
  async reopen({ task, model, dtype }: Pick<LoadedModel, 'task' | 'model' | 'dtype'>): Promise<boolean> {
    const found = [...this.entries].find(
      ([, { loaded }]) => loaded?.task === task && loaded.model === model && loaded.dtype === dtype,
    );
    if (!found) return false;
    const [key, entry] = found;
    this.entries.delete(key);
    entry.isUnwanted = true;
    if (entry.users === 0) await this.close(key, entry);
    return true;
  }

  private add(key: string, model: Promise<Model>): Entry {
    const entry: Entry = { model, users: 0, bytes: 0, isUnwanted: false };
    this.entries.set(key, entry);
    model.then(
      ({ loaded, bytes }) => {
        entry.loaded = loaded;
        entry.bytes = bytes;
        this.closeOthers();
      },
      // A failure is not cached: when the user has repaired the folder, the next call opens it.
      () => this.entries.delete(key),
    );
    return entry;
  }

  private afterUse(key: string, entry: Entry): void {
    if (entry.users > 0 || (!entry.isUnwanted && this.entries.get(key) !== entry)) return;
    if (entry.isUnwanted) void this.close(key, entry);
    else if (this.idleMs > 0) entry.idleTimer = setTimeout(() => void this.close(key, entry), this.idleMs);
    this.closeOthers();
  }

  /** Closes models beyond the limits, except the one that was used last. */
  private closeOthers(): void {
    const all = [...this.entries].filter(([, { loaded }]) => loaded);
    let count = all.length;
    let bytes = all.reduce((sum, [, entry]) => sum + entry.bytes, 0);
    for (const [key, entry] of all.slice(0, -1)) {
      if (count <= this.limits.models && bytes <= this.limits.bytes) return;
      if (entry.users > 0) continue;
      count--;
      bytes -= entry.bytes;
      // A model that cannot be closed belongs to a runtime that has ended.
      this.close(key, entry).catch(() => undefined);
    }
  }

  private async close(key: string, entry: Entry): Promise<void> {
    clearTimeout(entry.idleTimer);
    if (this.entries.get(key) === entry) this.entries.delete(key);
    await closeGraphs(await entry.model);
  }
}
