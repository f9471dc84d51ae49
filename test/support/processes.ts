import { readFileSync } from 'node:fs';

/** Whether a process runs. One that ended and waits to be reaped does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // Not Linux, or it ended just now.
    return process.platform !== 'linux';
  }
}
