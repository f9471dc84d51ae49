import { spawnSync } from 'node:child_process';
import type { ChildInfo } from './processes';

/** A way in which a process can fail from outside. */
export interface Crash {
  readonly name: string;
  happenTo(child: ChildInfo): void;
  /** Takes back what would also hit the messages after this one. */
  undo?(child: ChildInfo): void;
}

const signalled = (name: string, signal: NodeJS.Signals): Crash => ({
  name,
  happenTo: ({ pid }) => trySignal(pid, signal),
});

/** Limits the address space of a running process (prlimit of util-linux). */
function limitMemory({ pid }: ChildInfo, bytes: number | 'unlimited'): void {
  const { error } = spawnSync('prlimit', [`--pid=${pid}`, `--as=${bytes}:unlimited`]);
  if (error) throw error;
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export const crashes: readonly Crash[] = [
  signalled('killed (SIGKILL)', 'SIGKILL'),
  signalled('native crash (SIGSEGV)', 'SIGSEGV'),
  signalled('stopped beyond the time limit (SIGSTOP)', 'SIGSTOP'),
  {
    name: 'out of memory (RLIMIT_AS)',
    happenTo: (child) => limitMemory(child, child.virtual),
    undo: (child) => limitMemory(child, 'unlimited'),
  },
];
