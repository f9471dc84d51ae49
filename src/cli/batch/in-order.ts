/** An item, and what became of it. */
export interface Outcome<T, R> {
  readonly item: T;
  readonly result: PromiseSettledResult<R>;
}

/**
 * Works on `concurrency` items at a time and gives what became of them in the order of the items. Whoever is behind a slow
 * one waits, so that no more than `concurrency` results are held. Once `signal` is aborted no work begins any more; what
 * has begun is given nevertheless.
 */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  { concurrency, signal }: { readonly concurrency: number; readonly signal: AbortSignal },
  work: (item: T) => Promise<R>,
): AsyncGenerator<Outcome<T, R>> {
  const waiting = items[Symbol.iterator]();
  const running: Promise<Outcome<T, R>>[] = [];
  for (;;) {
    while (running.length < concurrency && !signal.aborted) {
      const next = waiting.next();
      if (next.done) break;
      running.push(settled(next.value, work));
    }
    const first = running.shift();
    if (!first) return;
    yield await first;
  }
}

async function settled<T, R>(item: T, work: (item: T) => Promise<R>): Promise<Outcome<T, R>> {
  const [result] = await Promise.allSettled([work(item)]);
  return { item, result };
}
