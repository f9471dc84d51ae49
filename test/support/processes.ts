import { type ChildProcess, spawnSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { RawImage } from '../../src';

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

/** The processes that a process forked, and that still run. Linux only. */
export function childrenOf(pid: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((child) => {
    try {
      // "pid (name) state ppid ...": a name may have spaces and brackets.
      const [state, parent] = readFileSync(`/proc/${child}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(parent) === pid && state !== 'Z';
    } catch {
      return false;
    }
  });
}

/** The next process that this process forks from a file of this name. */
export function nextChild(file: string): Promise<ChildProcess> {
  return new Promise((resolve) => {
    const listen = (message: unknown): void => {
      const { process: child } = message as { process: ChildProcess };
      // Its arguments and pid follow in this turn of the event loop.
      setImmediate(() => {
        if (!child.spawnargs.some((argument) => basename(argument) === file)) return;
        unsubscribe('child_process', listen);
        resolve(child);
      });
    };
    subscribe('child_process', listen);
  });
}

/**
 * Lets a running process have `bytes` more of virtual memory than it has.
 * @returns false where this is not possible: only Linux has `prlimit`
 */
export function limitMemory(pid: number, bytes: number): boolean {
  if (process.platform !== 'linux') return false;
  const [pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  const limit = Number(pages) * PAGE_BYTES + bytes;
  return spawnSync('prlimit', ['--pid', String(pid), `--as=${limit}`]).status === 0;
}
const PAGE_BYTES = 4096;

/** Raw pixels whose drawing and encoding as AVIF take seconds. After `WORKING_MS`, a running process works on them. */
export const largeImage = (): RawImage => {
  const [width, height] = [4000, 3000];
  const data = Buffer.alloc(width * height * 3);
  for (let at = 0, seed = 1; at < data.length; at++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    data[at] = seed >>> 24;
  }
  return { data, width, height, channels: 3 };
};
export const WORKING_MS = 1000;
