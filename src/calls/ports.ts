import type { ChildProcess } from 'node:child_process';
import type { MessagePort, Worker } from 'node:worker_threads';
import type { Port } from './wire';

/** The far end is a worker thread (or, seen from within it, the thread that started it). */
export function threadPort(thread: Worker | MessagePort): Port {
  return {
    post: (message, transfer = []) => thread.postMessage(message, [...transfer]),
    listen: (listener) => void thread.on('message', listener),
  };
}

/** The far end is a forked process (or, seen from within it, the process that forked it). */
export function processPort(process: ChildProcess | NodeJS.Process): Port {
  return {
    // The callback takes the error of a channel that closed meanwhile; the 'exit' of the process reports it.
    post: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => {})),
    listen: (listener) => void process.on('message', listener as (message: unknown) => void),
  };
}
