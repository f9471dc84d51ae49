import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from './make-folder';

/** Interval of the heartbeat: the holder sets the file's modification time. */
const BEAT_MS = 5000;
/** A lock whose heartbeat is older than this is stale. For a holder on another host it is the only sign. */
const STALE_MS = 30_000;
/** A lock without content is being written, or its holder died while it was written. After this time, it died. */
const EMPTY_STALE_MS = 1000;
/** Interval at which a waiting process tries again. */
const POLL_MS = 200;

/** The locks that this thread holds. */
const held = new Set<string>();

/** Releases the lock. */
export type Release = () => Promise<void>;

/**
 * Runs `work` while this process holds the lock. Waits for other holders, and takes a lock over whose holder died.
 * @throws the signal's reason, if it aborts while waiting
 */
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

/** Takes the lock, also from a holder that died. @returns `undefined` if another process or thread holds it */
export async function takeFileLock(file: string): Promise<Release | undefined> {
  await makeFolder(dirname(file));
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

/** The holder of the lock, for error messages: `process 1234 on camera-pc`. */
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
    // Windows reports EPERM for a file that is being removed.
    if (code === 'EEXIST') return false;
    if (process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY')) return false;
    throw error;
  }
}

async function readLock(file: string) {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [pid, host] = text.split(' ');
  return { text, host, pid: pid ? Number(pid) : undefined };
}

/** Removes the lock if its holder died. @returns whether the lock can be taken now */
async function removeAbandoned(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats) return true;
  const { text, pid, host } = await readLock(file);
  const isStale = Date.now() - stats.mtimeMs > (text === '' ? EMPTY_STALE_MS : STALE_MS);
  if (!isStale && (host !== hostname() || isAlive(file, pid))) return false;
  // Another process may have taken the lock over meanwhile. The rename makes sure that only the lock read above is removed.
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
 * Whether the holder with this process id is alive. A lock with the id of this process that this thread does not hold is
 * left over from a thread that ended, or from a process with the same id: in containers, first processes share an id.
 */
function isAlive(file: string, pid = 0): boolean {
  if (pid === process.pid) return held.has(file);
  try {
    process.kill(pid, 0);
    return !hasEnded(pid);
  } catch (error) {
    // EPERM: a process of another user, which is alive.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A killed process stays a zombie, and signalable, until its parent reaps it; containers without an init never do. */
function hasEnded(pid: number): boolean {
  try {
    // The state follows the name, which may contain any character: proc_pid_stat(5).
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    // Only Linux has this file.
    return false;
  }
}
