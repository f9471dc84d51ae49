/** An item, with its result or failure. */
export interface Outcome<T, R> {
  readonly item: T;
  readonly result: PromiseSettledResult<R>;
}

/**
 * Runs `work` for `concurrency` items at a time and yields the outcomes in the order of `items`. Items behind a slow one
 * wait, so that at most `concurrency` results are held. Once `signal` is aborted, no work begins; the outcomes of work
 * that has begun are still yielded.
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
