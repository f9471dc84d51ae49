import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { MethodOf, ParamsOf, ResultOf } from '../../calls/api';
import { Caller } from '../../calls/caller';
import { processPort } from '../../calls/ports';
import { VisionError } from '../../errors';
import type { DownloadProgress, OnProgress } from '../../hub/progress';
import type { ProcessApi, ProcessSettings } from '../protocol';

const restarted = (): Error =>
  new VisionError('ENGINE_CRASHED', 'The inference process was restarted: another call ran past its time limit');

export interface CallLimits {
  /**
   * Milliseconds without an answer; they begin anew with each progress of a download, when the call leaves the queue and
   * when a run has its turn. 0 = none.
   */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/**
 * The process in which models run. Forked by the first call and again by the first call after it died; it ends when it is
 * closed and when the process that forked it ends, in whatever way.
 */
export class InferenceProcess {
  private running: { readonly child: ChildProcess; readonly caller: Caller<ProcessApi> } | undefined;

  /** Calls that left the queue and have no answer yet. */
  private readonly workedOn = new Set<object>();

  constructor(private readonly settings: ProcessSettings) {}

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  get pid(): number | undefined {
    return this.running?.child.pid;
  }

  async ask<Method extends MethodOf<ProcessApi>>(
    method: Method,
    params: ParamsOf<ProcessApi, Method>,
    { timeoutMs, signal, onProgress }: CallLimits,
  ): Promise<ResultOf<ProcessApi, Method>> {
    signal?.throwIfAborted();
    this.running ??= this.start();
    const { caller } = this.running;
    const call = {};
    const deadline = new Deadline(timeoutMs, (hasStarted) => {
      // A native run cannot be interrupted, and every later call would wait behind it. Where a call waited in vain and
      // nothing runs that explains it, the process hangs as a whole.
      if (hasStarted || this.workedOn.size === 0) this.kill(restarted());
    });
    try {
      return await caller.call(method, params, {
        signal: signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal,
        onTurn: () => {
          this.workedOn.add(call);
          deadline.started();
        },
        onProgress: (progress) => {
          deadline.restart();
          onProgress?.(progress as DownloadProgress);
        },
      });
    } finally {
      deadline.clear();
      this.workedOn.delete(call);
    }
  }

  /** Ends the process at once. Calls in flight fail with `reason`. */
  kill(reason: Error): void {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    running.caller.failAll(reason);
    running.child.kill('SIGKILL');
  }

  private start() {
    const child = fork(join(__dirname, '../child/main.js'), {
      serialization: 'advanced',
      // A debugger's or a loader's flags are meant for this process.
      execArgv: [],
      // Standard output belongs to whoever uses the library: what native code prints goes to standard error.
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    child.send(this.settings, () => {});
    // While a call is in flight the process keeps its parent alive; otherwise a script may end without closing it.
    const caller = new Caller<ProcessApi>(processPort(child), (inFlight) => {
      const hold = inFlight > 0 ? 'ref' : 'unref';
      child[hold]();
      child.channel?.[hold]();
    });
    const ended = (how: string): void => {
      if (this.running?.child === child) this.running = undefined;
      caller.failAll(
        new VisionError(
          'ENGINE_CRASHED',
          `The inference process ended unexpectedly (${how}); the next message starts a new one`,
        ),
      );
    };
    child.on('error', (error) => ended(error.message));
    child.on('exit', (code, signal) => ended(describeExit(code, signal)));
    return { child, caller };
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'SIGKILL: killed, often because memory ran out';
  return signal ?? `exit code ${code}`;
}

/** A time limit that begins anew whenever the call gets on. */
class Deadline {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private hasStarted = false;

  constructor(
    private readonly timeoutMs: number,
    private readonly onExpired: (hasStarted: boolean) => void,
  ) {
    this.arm();
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  started(): void {
    this.hasStarted = true;
    this.restart();
  }

  restart(): void {
    this.clear();
    this.arm();
  }

  clear(): void {
    clearTimeout(this.timer);
  }

  private arm(): void {
    if (this.timeoutMs > 0) this.timer = setTimeout(() => this.expire(), this.timeoutMs);
  }

  private expire(): void {
    const seconds = this.timeoutMs / 1000;
    const what = this.hasStarted
      ? `The model gave no result within ${seconds} s`
      : `The call waited ${seconds} s for its turn`;
    this.controller.abort(
      new VisionError('ENGINE_TIMEOUT', `${what}; a longer time limit can be set on the vision-engine`),
    );
    this.onExpired(this.hasStarted);
  }
}
