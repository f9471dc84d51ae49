import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A holder says this often that it lives. */
const BEAT_MS = 5000;
/** Unheard of for so long, a holder is gone: of another machine, nothing else tells. */
const STALE_MS = 30_000;
/** A lock without content is being written, or its holder died just then. */
const EMPTY_STALE_MS = 1000;
const POLL_MS = 200;

/** The locks of this thread. */
const held = new Set<string>();

/** Gives back a lock. */
export type Release = () => Promise<void>;

/** Runs `work` while no other process that uses the same lock file does. A lock whose holder died is taken over. */
export async function withFileLock<T>(file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  let release = await takeFileLock(file);
  while (!release) {
    await delay(POLL_MS, undefined, { signal });
    release = await takeFileLock(file);
  }
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Takes the lock, also from a holder that died; `undefined` while somebody else holds it. */
export async function takeFileLock(file: string): Promise<Release | undefined> {
  await mkdir(dirname(file), { recursive: true });
  if (!create(file) && !((await removeAbandoned(file)) && create(file))) return undefined;
  held.add(file);
  const beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), BEAT_MS);
  beat.unref();
  return async () => {
    clearInterval(beat);
    held.delete(file);
    await rm(file, { force: true });
  };
}

/** Who holds the lock, as the user may look for it: `process 1234 on camera-pc`. */
export async function lockHolder(file: string): Promise<string> {
  const { pid, host } = await readLock(file);
  return pid === undefined ? 'another process' : `process ${pid} on ${host}`;
}

function create(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid} ${hostname()} ${randomUUID()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows says EPERM for a file that is just being removed.
    if (code === 'EEXIST' || code === 'EPERM' || code === 'EBUSY') return false;
    throw error;
  }
}

async function readLock(file: string) {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [pid, host] = text.split(' ');
  return { text, host, pid: pid ? Number(pid) : undefined };
}

/** @returns whether there was an abandoned lock, which is gone now */
async function removeAbandoned(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats) return true;
  const { text, pid, host } = await readLock(file);
  const isStale = Date.now() - stats.mtimeMs > (text === '' ? EMPTY_STALE_MS : STALE_MS);
  if (!isStale && (host !== hostname() || isAlive(file, pid))) return false;
  // Somebody else may have taken it over just now: only the lock that was looked at is removed.
  const aside = `${file}.${randomUUID()}`;
  const isMoved = await rename(file, aside).then(
    () => true,
    () => false,
  );
  const isSame = isMoved && (await readFile(aside, 'utf8')) === text;
  if (isMoved && !isSame) await rename(aside, file);
  else await rm(aside, { force: true });
  return isSame;
}

/**
 * A lock of this process that this thread does not hold is left over: from a thread that ended, or from a process that
 * had the same id, as all have that come first in a container.
 */
function isAlive(file: string, pid = 0): boolean {
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
    return !hasEnded(pid);
  } catch (error) {
    // A process of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A killed process can be signalled until its parent asks for its end, which in many containers nobody does. */
function hasEnded(pid: number): boolean {
  try {
    // The state follows the name, which may hold anything: proc_pid_stat(5).
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // Only Linux tells.
    return false;
  }
}
