import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { basename } from 'node:path';
import { descendantsOf } from '../../scripts/processes';
import type { RawImage } from '../../src';
import { noise } from './random';

export { isAlive, limitMemory } from '../../scripts/processes';

/** The processes that a process forked, directly or through others, and that still run. Linux only. */
export const childrenOf = (pid: number): number[] => descendantsOf(pid).map((child) => child.pid);

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

/** Raw pixels whose drawing and encoding as AVIF take seconds. After `WORKING_MS`, a running process works on them. */
export const largeImage = (): RawImage => {
  const [width, height] = [4000, 3000];
  return { data: noise(width * height * 3), width, height, channels: 3 };
};
export const WORKING_MS = 1000;
