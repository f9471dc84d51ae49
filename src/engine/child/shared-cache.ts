interface Entry<V> {
  readonly value: Promise<V>;
  bytes: number;
  users: number;
  isEvicted: boolean;
}

/**
 * A cache of values that are expensive to make. Parallel calls for one key share one value. Beyond `limits` the least
 * recently used value is released first. A value in use is never released, and a single value may exceed `limits`.
 */
export class SharedCache<V> {
  private readonly entries = new Map<string, Entry<V>>();

  constructor(
    private readonly limits: { readonly entries: number; readonly bytes: number },
    private readonly bytesOf: (value: V) => number,
    private readonly release: (value: V) => void = () => {},
  ) {}

  /** @param make called if the value is not cached. A failure is not cached: the next call tries again */
  async use<R>(key: string, make: () => Promise<V>, work: (value: V) => Promise<R>): Promise<R> {
    const entry = this.entries.get(key) ?? { value: make(), bytes: 0, users: 0, isEvicted: false };
    // Deleted and set again, so that the map's order is the order of use.
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.users++;
    try {
      const value = await entry.value;
      entry.bytes = this.bytesOf(value);
      this.evict();
      return await work(value);
    } catch (error) {
      if (await isRejected(entry.value)) this.drop(key, entry);
      throw error;
    } finally {
      entry.users--;
      if (entry.isEvicted && entry.users === 0) await this.releaseEntry(entry);
    }
  }

  clear(): void {
    for (const [key, entry] of this.entries) this.drop(key, entry);
  }

  private evict(): void {
    let bytes = [...this.entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of this.entries) {
      const isLast = this.entries.size === 1;
      if (isLast || (this.entries.size <= this.limits.entries && bytes <= this.limits.bytes)) return;
      bytes -= entry.bytes;
      this.drop(key, entry);
    }
  }

  private drop(key: string, entry: Entry<V>): void {
    if (this.entries.get(key) === entry) this.entries.delete(key);
    entry.isEvicted = true;
    if (entry.users === 0) void this.releaseEntry(entry);
  }

  private async releaseEntry(entry: Entry<V>): Promise<void> {
    await entry.value.then(this.release, () => undefined);
  }
}

const isRejected = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => false,
    () => true,
  );
