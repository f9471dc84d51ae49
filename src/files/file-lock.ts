import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from './make-folder';
import { ENDED, ownStart, processStart } from './process-start';

/** Interval of the heartbeat: the holder sets the file's modification time. */
const BEAT_MS = 5000;
/**
 * A lock of another host whose heartbeat is older than this is stale. A holder on this host is looked up by its process id,
 * so it keeps the lock however long it is silent: it may be busy, stopped, or on a machine that sleeps.
 */
const STALE_MS = 30_000;
/** A lock without content is being written, or its holder died while it was written. After this time, it died. */
const EMPTY_STALE_MS = 1000;
/** Interval at which a waiting process tries again. */
const POLL_MS = 200;

/** The locks that this thread holds, with their content. */
const held = new Map<string, string>();

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
  const beat = setInterval(() => void keepAlive(file).catch(() => undefined), BEAT_MS);
  beat.unref();
  return async () => {
    clearInterval(beat);
    const isOwn = await isFileLockHeld(file);
    held.delete(file);
    if (isOwn) await rm(file, { force: true });
  };
}

/**
 * Whether this thread still holds a lock that it took: false if the file was removed, or if a process on another host took
 * the lock over while this one was silent.
 */
export async function isFileLockHeld(file: string): Promise<boolean> {
  const text = held.get(file);
  return text !== undefined && (await readLock(file)).text === text;
}

async function keepAlive(file: string): Promise<void> {
  const now = new Date();
  if (await isFileLockHeld(file)) await utimes(file, now, now);
}

/** The holder of the lock, for error messages: `process 1234 on camera-pc`. */
export async function lockHolder(file: string): Promise<string> {
  const { pid, host } = await readLock(file);
  return pid === undefined ? 'another process' : `process ${pid} on ${host}`;
}

function create(file: string): boolean {
  try {
    const text = `${process.pid} ${hostname()} ${randomUUID()} ${ownStart() ?? ''}`.trimEnd();
    writeFileSync(file, text, { flag: 'wx' });
    held.set(file, text);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows reports EPERM for a file that is being removed.
    if (code === 'EEXIST') return false;
    if (process.platform === 'win32' && (code === 'EPERM' || code === 'EBUSY')) return false;
    throw error;
  }
}

/** @returns `start` is absent in locks of version 0.1.0, and on platforms that do not tell it */
async function readLock(file: string) {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [pid, host, , start] = text.split(' ');
  return { text, host, start, pid: pid ? Number(pid) : undefined };
}

/**
 * Removes the lock if its holder died. @returns whether the lock can be taken now
 * @throws Error if the folder cannot be written
 */
async function removeAbandoned(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats) return true;
  const lock = await readLock(file);
  if (!isAbandoned(file, lock, Date.now() - stats.mtimeMs)) return false;
  // Another process may have taken the lock over meanwhile. The rename makes sure that only the lock read above is removed.
  const aside = `${file}.${randomUUID()}`;
  const isMoved = await rename(file, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      // The folder cannot be written. Windows reports EPERM for a file that is being removed, too.
      if (['EACCES', 'EROFS', ...(process.platform === 'win32' ? [] : ['EPERM'])].includes(error.code!)) throw error;
      return false;
    },
  );
  const isSame = isMoved && (await readFile(aside, 'utf8')) === lock.text;
  if (isMoved && !isSame) await rename(aside, file);
  else await rm(aside, { force: true });
  return isSame;
}

type Lock = Awaited<ReturnType<typeof readLock>>;

function isAbandoned(file: string, lock: Lock, ageMs: number): boolean {
  if (lock.text === '') return ageMs > EMPTY_STALE_MS;
  if (lock.host !== hostname()) return ageMs > STALE_MS;
  // A lock with the id of this process that this thread does not hold is left over from a thread that ended, or from a
  // process with the same id: in containers, first processes share an id.
  if (lock.pid === process.pid) return !held.has(file);
  // Where starts are unknown, the id may be that of a later process, and only the heartbeat can tell.
  return !isAlive(lock) || (ownStart() === undefined && ageMs > STALE_MS);
}

function isAlive({ pid = 0, start }: Lock): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: a process of another user, which is alive.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // A killed process stays signalable until its parent reaps it; containers without an init never do.
  const actual = processStart(pid);
  return actual !== ENDED && (actual === undefined || start === undefined || actual === start);
}
