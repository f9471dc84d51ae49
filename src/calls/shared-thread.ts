import { Worker } from 'node:worker_threads';
import { VisionError } from '../errors';
import { Caller } from './caller';
import { threadPort } from './ports';

/** What a thread answers: one method for each kind of call. */
type ThreadApi<Api> = { [Method in keyof Api]: (params: never) => unknown };

/** A thread that all users in a process share, started by the first call and again by the first call after it ended. */
export class SharedThread<Api extends ThreadApi<Api>> {
  private running: { readonly worker: Worker; readonly caller: Caller } | undefined;

  /** @param name what the user reads where it ended: `drawing thread` */
  constructor(
    private readonly file: string,
    private readonly name: string,
  ) {}

  call<Method extends keyof Api & string>(
    method: Method,
    params: Parameters<Api[Method]>[0],
    options: { readonly transfer?: readonly ArrayBuffer[]; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<ReturnType<Api[Method]>> {
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
    // A debugger's or a loader's flags are meant for the thread that starts this one.
    const worker = new Worker(this.file, { execArgv: [] });
    const caller = new Caller(threadPort(worker), (inFlight) => {
      // The thread keeps the process alive while it works, and while its end is awaited; otherwise a script may end without
      // closing what it opened.
      if (inFlight > 0) worker.ref();
      else if (this.running?.worker === worker) worker.unref();
    });
    const ended = (how: string): void => {
      if (this.running?.worker === worker) this.running = undefined;
      caller.failAll(
        new VisionError(
          'ENGINE_CRASHED',
          `The ${this.name} ended unexpectedly (${how}); the next picture starts a new one`,
        ),
      );
    };
    worker.on('error', (error) => ended(error.message));
    worker.on('exit', (code) => ended(`exit code ${code}`));
    return { worker, caller };
  }
}
