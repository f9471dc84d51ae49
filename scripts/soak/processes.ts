import { readdirSync, readFileSync } from 'node:fs';

/** A process that the soak's Node-RED started, directly or through another one. Linux only. */
export interface ChildInfo {
  readonly pid: number;
  /** Bytes of resident memory. */
  readonly rss: number;
  /** Bytes of address space. */
  readonly virtual: number;
}

const PAGE_BYTES = 4096;

/** Bytes of resident memory of a process and all its descendants. */
export const residentBytes = (root: number): number =>
  [{ rss: statOf(root)?.rss ?? 0 }, ...descendantsOf(root)].reduce((sum, { rss }) => sum + rss, 0);

/** All living descendants of a process, from `/proc`. */
export function descendantsOf(root: number): ChildInfo[] {
  const byParent = new Map<number, ChildInfo[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = statOf(Number(name));
    if (!stat || stat.state === 'Z') continue;
    const siblings = byParent.get(stat.parent) ?? [];
    siblings.push({ pid: Number(name), rss: stat.rss, virtual: stat.virtual });
    byParent.set(stat.parent, siblings);
  }
  const below = (pid: number): ChildInfo[] =>
    (byParent.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return below(root);
}

/** The script that a Node.js process runs, as its path in this package: `src/engine/child/main.js`. */
export const scriptOf = (pid: number): string =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    .split('\0')
    .find((argument) => argument.endsWith('.js'))
    ?.replace(/^.*\/dist\//, '') ?? 'another program';

export const isAlive = (pid: number): boolean => (statOf(pid)?.state ?? 'Z') !== 'Z';

/** Number of open files and sockets. */
export const openFilesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

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
