import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A running process, from `/proc`. Linux only. */
export interface ProcessInfo {
  readonly pid: number;
  /** Bytes of resident memory. */
  readonly rss: number;
}

const PAGE_BYTES = 4096;

/** Bytes of resident memory of a process and all its descendants. */
export const residentBytes = (root: number): number =>
  [{ rss: statOf(root)?.rss ?? 0 }, ...descendantsOf(root)].reduce((sum, { rss }) => sum + rss, 0);

/** All running descendants of a process, each child before its own children. */
export function descendantsOf(root: number): ProcessInfo[] {
  const byParent = new Map<number, ProcessInfo[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = statOf(Number(name));
    if (!stat || stat.state === 'Z') continue;
    const siblings = byParent.get(stat.parent) ?? [];
    siblings.push({ pid: Number(name), rss: stat.rss });
    byParent.set(stat.parent, siblings);
  }
  const below = (pid: number): ProcessInfo[] =>
    (byParent.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return below(root);
}

/** The script that a Node.js process runs, as its path in this package: `src/engine/child/main.js`. */
export const scriptOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    .split('\0')
    .find((argument) => argument.endsWith('.js'))
    ?.replace(/^.*\/dist\//, '') ?? 'another program';

/** Whether a process runs. One that ended and waits to be reaped does not. On all platforms. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || (statOf(pid)?.state ?? 'Z') !== 'Z';
}

/**
 * Lets a running process have `bytes` more of virtual memory than it has, or any amount again.
 * @returns false where this is not possible: only Linux has `prlimit`
 */
export function limitMemory(pid: number, bytes: number | 'unlimited'): boolean {
  if (process.platform !== 'linux') return false;
  const limit = bytes === 'unlimited' ? bytes : (statOf(pid)?.virtual ?? 0) + bytes;
  return spawnSync('prlimit', ['--pid', String(pid), `--as=${limit}:unlimited`]).status === 0;
}

/** Number of open files and sockets. */
export const openFilesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

/** `virtual` and `rss` in bytes. */
function statOf(pid: number): { state: string; parent: number; virtual: number; rss: number } | undefined {
  try {
    // The name of the program is in parentheses and may have blanks. Numbers of the fields: proc(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    return {
      state: fields[0]!,
      parent: Number(fields[1]),
      virtual: Number(fields[20]),
      rss: Number(fields[21]) * PAGE_BYTES,
    };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}
