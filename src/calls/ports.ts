import type { ChildProcess } from 'node:child_process';
import type { MessagePort, Worker } from 'node:worker_threads';
import { inPieces } from './pieces';
import type { Port } from './wire';

/** @param thread a worker thread or, inside one, its port to the thread that started it */
export function threadPort(thread: Worker | MessagePort): Port {
  return {
    post: (message, transfer = []) => thread.postMessage(message, [...transfer]),
    listen: (listener) => void thread.on('message', listener),
  };
}

/** @param process a forked process or, inside one, the process itself */
export function processPort(process: ChildProcess | NodeJS.Process): Port {
  return inPieces({
    // The callback takes the error of a channel that closed in the meantime. The 'exit' event reports it.
    post: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => {})),
    listen: (listener) => void process.on('message', listener as (message: unknown) => void),
  });
}
