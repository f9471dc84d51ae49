import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The start of a process that has ended but still has its id: a zombie. */
export const ENDED = 'ended';

/**
 * When a process started, in a form without spaces: with its id it identifies a process, as ids are used again.
 * @returns `undefined` if the process is unknown, belongs to a user whose processes are hidden, or on Windows
 */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return linuxStart(pid);
    if (process.platform === 'win32') return undefined;
    const env = { LC_ALL: 'C', TZ: 'UTC' };
    const options = { env, encoding: 'utf8', timeout: 5000 } as const;
    const output = execFileSync('/bin/ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options).trim();
    const [state = '', ...start] = output.split(/\s+/);
    return state.startsWith('Z') ? ENDED : start.join('_') || undefined;
  } catch {
    return undefined;
  }
}

let own: { readonly start: string | undefined } | undefined;

/** The start of this process; `undefined` if the platform does not tell when processes started. */
export function ownStart(): string | undefined {
  own ??= { start: processStart(process.pid) };
  return own.start;
}

/** Clock ticks since the machine booted. They do not depend on the clock, which may be set meanwhile. */
function linuxStart(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // From field 3 of proc_pid_stat(5). The second one, the name, may contain any character.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  if (state === 'Z' || state === 'X') return ENDED;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return `${boot}/${fields[22 - 4]}`;
}
