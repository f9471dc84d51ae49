interface Work<T, P> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  readonly listeners: Set<(progress: P) => void>;
  waiting: number;
}

export interface Waiter<P> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: P) => void) | undefined;
}

/** Long work that is done once however many wait for it, and stopped when nobody waits any more. */
export class SharedWork<T, P> {
  private readonly works = new Map<string, Work<T, P>>();

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

  private begin(key: string, start: (signal: AbortSignal, report: (progress: P) => void) => Promise<T>): Work<T, P> {
    const controller = new AbortController();
    const listeners = new Set<(progress: P) => void>();
    const result = start(controller.signal, (progress) => {
      for (const listener of listeners) listener(progress);
    });
    const work = { result, controller, listeners, waiting: 0 };
    this.works.set(key, work);
    // Those who wait see the failure; with nobody left it concerns nobody.
    void result.catch(() => undefined).then(() => this.forget(key, work));
    return work;
  }

  private end(key: string, work: Work<T, P>): void {
    this.forget(key, work);
    work.controller.abort(new Error('Nobody waits for it any more'));
  }

  private forget(key: string, work: Work<T, P>): void {
    if (this.works.get(key) === work) this.works.delete(key);
  }
}
