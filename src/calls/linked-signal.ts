/**
 * A signal that aborts with the first of `outers`, and by itself. `AbortSignal.any` of Node.js 20 keeps a reference to each of its
 * signals for as long as an outer one lives.
 */
export function linkedTo(...outers: readonly AbortSignal[]) {
  const controller = new AbortController();
  const follow = (): void => controller.abort(outers.find(({ aborted }) => aborted)?.reason);
  if (outers.some(({ aborted }) => aborted)) follow();
  for (const outer of outers) outer.addEventListener('abort', follow);
  return {
    signal: controller.signal,
    abort: (reason: unknown): void => controller.abort(reason),
    /** To be called at the end, so that `outers` forget this signal. */
    unlink(): void {
      for (const outer of outers) outer.removeEventListener('abort', follow);
    },
  };
}
