import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A holder says this often that it lives. */
const BEAT_MS = 5000;
/** Unheard of for so long, a holder is gone: of another machine, nothing else tells. */
const STALE_MS = 30_000;
const POLL_MS = 200;

/**
 * Runs `work` while no other process that uses the same lock file does. A lock whose holder died is taken over.
 * What two holders at once could spoil is found by the hash and fetched again, so a lost race costs time only.
 */
export async function withFileLock<T>(file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  while (!(await take(file))) {
    if (await isAbandoned(file)) await rm(file, { force: true });
    else await delay(POLL_MS, undefined, { signal });
  }
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(`${process.pid} ${hostname()}`);
    await handle.close();
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows says EPERM for a file that is just being removed.
    if (code === 'EEXIST' || code === 'EPERM' || code === 'EBUSY') return false;
    throw error;
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats) return false;
  if (Date.now() - stats.mtimeMs > STALE_MS) return true;
  const [pid, host] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
  return host === hostname() && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
