import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Ends this process with the process that forked it by `forkChild`, however that one ends, and whatever the main thread of
 * this one does: within 1 s, unless a debugger or SIGSTOP has stopped this process. Call it before anything else.
 * @param endChildren ends processes that this one started, which do not watch it. Only for a process whose main thread is never
 * busy: it is called there, so no thread may end this process before
 */
export function endWithParent(endChildren?: () => void): void {
  process.on('disconnect', () => {
    endChildren?.();
    // A plain exit would wait for threads that run native code.
    process.kill(process.pid, 'SIGKILL');
  });
  // A terminal sends its signals to all processes of its group. They are for the parent to handle.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  if (endChildren) return;
  // A main thread that is busy sees no 'disconnect'. A thread has an event loop of its own.
  const watcher = new Worker(join(__dirname, 'watch-parent.js'), {
    workerData: Number(process.argv[2]),
    execArgv: [],
  });
  watcher.unref();
}
