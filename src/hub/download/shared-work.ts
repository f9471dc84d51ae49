interface Work<T, P> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  readonly listeners: Set<(progress: P) => void>;
  waiting: number;
}

/** A caller that waits for a shared result. */
export interface Waiter<P> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: P) => void) | undefined;
}

/** Long work that runs once for all callers with the same key, and is aborted when no caller waits any more. */
export class SharedWork<T, P> {
  private readonly works = new Map<string, Work<T, P>>();

  /**
   * Waits for the work of `key`, which `start` begins if it is not running.
   * @throws the error of the work, or the reason of the caller's own signal
   */
  async join(
    key: string,
    { signal, onProgress }: Waiter<P>,
    start: (signal: AbortSignal, report: (progress: P) => void) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const work = this.works.get(key) ?? this.begin(key, start);
    work.waiting++;
    if (onProgress) work.listeners.add(onProgress);
    let abort = (): void => {};
    const aborted = new Promise<never>((_resolve, reject) => {
      abort = () => reject(signal?.reason);
    });
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([work.result, aborted]);
    } finally {
      signal?.removeEventListener('abort', abort);
      if (onProgress) work.listeners.delete(onProgress);
      if (--work.waiting === 0) this.end(key, work);
    }
  }

  /** Aborts the work of `key` for all its callers. Returns whether it was running. */
  abort(key: string, reason: Error): boolean {
    const work = this.works.get(key);
    work?.controller.abort(reason);
    return work !== undefined;
  }

  private begin(key: string, start: (signal: AbortSignal, report: (progress: P) => void) => Promise<T>): Work<T, P> {
    const controller = new AbortController();
    const listeners = new Set<(progress: P) => void>();
    const result = start(controller.signal, (progress) => {
      for (const listener of listeners) listener(progress);
    });
    const work = { result, controller, listeners, waiting: 0 };
    this.works.set(key, work);
    // Callers that wait get the failure. Without callers, it must not become an unhandled rejection.
    void result.catch(() => undefined).then(() => this.forget(key, work));
    return work;
  }

  private end(key: string, work: Work<T, P>): void {
    this.forget(key, work);
    work.controller.abort(new Error('No caller waits for this work any more'));
  }

  private forget(key: string, work: Work<T, P>): void {
    if (this.works.get(key) === work) this.works.delete(key);
  }
}
