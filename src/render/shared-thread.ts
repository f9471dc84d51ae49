import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Caller } from '../calls/caller';
import { threadPort } from '../calls/ports';
import { VisionError } from '../errors';
import type { RenderThreadApi } from './thread-protocol';

// Loads sharp here too. If only a thread had it, its native library would be gone with that thread and could not be
// loaded again: https://sharp.pixelplumbing.com/install#worker-threads
import '../image/encode';

/** The render thread, started by the first call and again by the first call after it ended. */
export class SharedThread {
  private running: { readonly worker: Worker; readonly caller: Caller } | undefined;

  call<Method extends keyof RenderThreadApi>(
    method: Method,
    params: Parameters<RenderThreadApi[Method]>[0],
    options: { readonly transfer: readonly ArrayBuffer[]; readonly signal?: AbortSignal | undefined },
  ): Promise<ReturnType<RenderThreadApi[Method]>> {
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
    const worker = new Worker(join(__dirname, 'render-thread.js'), { execArgv: [] });
    const caller = new Caller(threadPort(worker), (inFlight) => {
      // The thread keeps the process alive while it draws, and while its end is awaited; otherwise a script may end without
      // closing its renderer.
      if (inFlight > 0) worker.ref();
      else if (this.running?.worker === worker) worker.unref();
    });
    const ended = (how: string): void => {
      if (this.running?.worker === worker) this.running = undefined;
      caller.failAll(
        new VisionError(
          'ENGINE_CRASHED',
          `The drawing thread ended unexpectedly (${how}); the next picture starts a new one`,
        ),
      );
    };
    worker.on('error', (error) => ended(error.message));
    worker.on('exit', (code) => ended(`exit code ${code}`));
    return { worker, caller };
  }
}
