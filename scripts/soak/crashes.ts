import { isAlive, limitMemory } from '../processes';

/** A way in which a process can fail from outside. */
export interface Crash {
  readonly name: string;
  happenTo(pid: number): void;
  /** Takes back what would also hit the messages after this one. */
  undo?(pid: number): void;
}

const signalled = (name: string, signal: NodeJS.Signals): Crash => ({
  name,
  happenTo: (pid) => trySignal(pid, signal),
});

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
    happenTo(pid) {
      if (limitMemory(pid, 0) || !isAlive(pid)) return;
      throw new Error('Memory cannot be limited: prlimit of util-linux is missing');
    },
    undo: (pid) => void limitMemory(pid, 'unlimited'),
  },
];
