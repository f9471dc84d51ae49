// A thread of a child process. It kills the process when the parent, whose pid it gets, is no longer there.
import { workerData as parent } from 'node:worker_threads';

const INTERVAL_MS = 500;

setInterval(() => {
  if (!isThere(parent as number)) process.kill(process.pid, 'SIGKILL');
}, INTERVAL_MS);

/** On Windows a process keeps the number of a parent that has ended. Elsewhere it gets another parent. */
function isThere(pid: number): boolean {
  if (process.platform !== 'win32') return process.ppid === pid;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
