/** What shells report for a command that was ended by Ctrl-C. */
const INTERRUPTED = 130;

/**
 * Ctrl-C aborts the signal, and the work ends as it sees fit; a second one ends the process at once.
 * @returns the exit status
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = (): void => controller.abort();
  process.once('SIGINT', interrupt);
  try {
    const status = await work(signal);
    return signal.aborted ? INTERRUPTED : status;
  } catch (error) {
    if (signal.aborted && error === signal.reason) return INTERRUPTED;
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
