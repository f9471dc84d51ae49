/** A signal that aborts with another one, and by itself. `AbortSignal.any` would keep its signals as long as the other lives. */
export function linkedTo(outer: AbortSignal) {
  const controller = new AbortController();
  const follow = (): void => controller.abort(outer.reason);
  if (outer.aborted) follow();
  outer.addEventListener('abort', follow);
  return {
    signal: controller.signal,
    abort: (reason: unknown): void => controller.abort(reason),
    /** To be called at the end, so that `outer` forgets this signal. */
    unlink: (): void => outer.removeEventListener('abort', follow),
  };
}

/** Waits, until one of these signals aborts. */
export async function sleep(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  if (ms <= 0 || signals.some(({ aborted }) => aborted)) return;
  let end: () => void = () => {};
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    end = () => {
      clearTimeout(timer);
      resolve();
    };
    for (const signal of signals) signal.addEventListener('abort', end);
  });
  for (const signal of signals) signal.removeEventListener('abort', end);
}
