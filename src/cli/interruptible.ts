/** The exit status that shells use for a command that Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Runs `work`. Ctrl-C aborts `signal`, so that `work` can end cleanly. A second Ctrl-C ends the process at once.
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
