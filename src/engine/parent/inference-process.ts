import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { MethodOf, ParamsOf, ResultOf } from '../../calls/api';
import { Caller } from '../../calls/caller';
import { processPort } from '../../calls/ports';
import { VisionError } from '../../errors';
import type { DownloadProgress, OnProgress } from '../../hub/progress';
import { forkChild } from '../../process/fork-child';
import type { ProcessApi, ProcessSettings } from '../protocol';
import { Deadline } from './deadline';

export interface CallLimits {
  /**
   * Milliseconds without a result; 0 = no limit. They start again with each progress of a download, when the call leaves
   * the queue and when one of its runs has its turn.
   */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnProgress | undefined;
}

/** What is known of a call in flight. */
interface InFlight {
  /** Whether its work has begun: it left the queue. */
  hasBegun: boolean;
  /** Whether the work that runs now ends when the call is cancelled. */
  canAbort: boolean;
}

/**
 * The process in which models run. The first call forks it, and so does the first call after it died. It ends when it is
 * closed, and when the process that forked it ends in any way.
 */
export class InferenceProcess {
  private running: { readonly child: ChildProcess; readonly caller: Caller<ProcessApi> } | undefined;
  private readonly inFlight = new Set<InFlight>();
  /** Why processes died. A call that failed for one of these reasons before its work had begun is worth a second try. */
  private readonly deaths = new WeakSet<Error>();

  constructor(private readonly settings: ProcessSettings) {}

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  get pid(): number | undefined {
    return this.running?.child.pid;
  }

  /** Calls a method of the process. If the process dies before the work has begun, the call is sent once more. */
  async ask<Method extends MethodOf<ProcessApi>>(
    method: Method,
    params: ParamsOf<ProcessApi, Method>,
    limits: CallLimits,
  ): Promise<ResultOf<ProcessApi, Method>> {
    const call = { hasBegun: false, canAbort: false };
    try {
      return await this.askOnce(method, params, limits, call);
    } catch (error) {
      if (call.hasBegun || !this.deaths.has(error as Error)) throw error;
      return this.askOnce(method, params, limits, call);
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

  private async askOnce<Method extends MethodOf<ProcessApi>>(
    method: Method,
    params: ParamsOf<ProcessApi, Method>,
    { timeoutMs, signal, onProgress }: CallLimits,
    call: InFlight,
  ): Promise<ResultOf<ProcessApi, Method>> {
    signal?.throwIfAborted();
    this.running ??= this.start();
    const { caller } = this.running;
    const deadline = new Deadline(timeoutMs, () => this.expired(call));
    this.inFlight.add(call);
    try {
      return await caller.call(method, params, {
        signal: signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal,
        onTurn: (canAbort) => {
          Object.assign(call, { hasBegun: true, canAbort });
          deadline.onTurn();
        },
        onProgress: (progress) => {
          deadline.restart();
          onProgress?.(progress as DownloadProgress);
        },
      });
    } finally {
      deadline.clear();
      this.inFlight.delete(call);
    }
  }

  private expired(call: InFlight): void {
    const isHung = call.hasBegun && !call.canAbort;
    // If the call waited in vain and no other call explains it, the process hangs as a whole.
    const explains = [...this.inFlight].some((other) => other !== call && other.hasBegun);
    if (isHung || (!call.hasBegun && !explains)) this.kill(this.death('another call exceeded its time limit'));
  }

  private death(how: string): VisionError {
    const error = new VisionError(
      'ENGINE_CRASHED',
      `The inference process ended (${how}). The next message starts a new one`,
    );
    this.deaths.add(error);
    return error;
  }

  private start() {
    const child = forkChild(join(__dirname, '../child/main.js'), {
      // From version 1.29 on onnxruntime sends usage data to its makers. Users of this package did not agree to that.
      ORT_DISABLE_TELEMETRY: '1',
      ...process.env,
    });
    child.send(this.settings, () => {});
    // While a call is in flight the process keeps its parent alive. Otherwise a script could end without closing it.
    const caller = new Caller<ProcessApi>(processPort(child), (inFlight) => {
      const hold = inFlight > 0 ? 'ref' : 'unref';
      child[hold]();
      child.channel?.[hold]();
    });
    const ended = (how: string): void => {
      if (this.running?.child === child) this.running = undefined;
      caller.failAll(this.death(how));
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
