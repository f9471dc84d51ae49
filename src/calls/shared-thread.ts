import { Worker } from 'node:worker_threads';
import { VisionError } from '../errors';
import type { MethodOf, ParamsOf, ResultOf } from './api';
import { Caller, type CallOptions } from './caller';
import { threadPort } from './ports';

/** A thread that all its users in a process share. The first call starts it, and so does the first call after it ended. */
export class SharedThread<Api> {
  private running: { readonly worker: Worker; readonly caller: Caller<Api> } | undefined;

  /** @param name as errors name the thread: `drawing thread` */
  constructor(
    private readonly file: string,
    private readonly name: string,
  ) {}

  ask<Method extends MethodOf<Api>>(
    method: Method,
    params: ParamsOf<Api, Method>,
    options: Pick<CallOptions, 'transfer' | 'signal'> = {},
  ): Promise<ResultOf<Api, Method>> {
    this.running ??= this.start();
    return this.running.caller.call(method, params, options);
  }

  /** Ends the thread. Calls in flight fail with `reason`. */
  async end(reason: Error): Promise<void> {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    running.caller.failAll(reason);
    await running.worker.terminate();
  }

  private start() {
    // Flags of a debugger or loader are meant for the thread that starts this one.
    const worker = new Worker(this.file, { execArgv: [] });
    const caller = new Caller<Api>(threadPort(worker), (inFlight) => {
      // The thread keeps the process alive while it works and while `end` waits for it. Otherwise a script may exit
      // without closing it.
      if (inFlight > 0) worker.ref();
      else if (this.running?.worker === worker) worker.unref();
    });
    const ended = (how: string): void => {
      if (this.running?.worker === worker) this.running = undefined;
      caller.failAll(
        new VisionError(
          'ENGINE_CRASHED',
          `The ${this.name} ended unexpectedly (${how}). The next image starts a new one`,
        ),
      );
    };
    worker.on('error', (error) => ended(error.message));
    worker.on('exit', (code) => ended(`exit code ${code}`));
    return { worker, caller };
  }
}
