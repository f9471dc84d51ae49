import type { ChildProcess } from 'node:child_process';
import type { MethodOf, ParamsOf, ResultOf } from '../calls/api';
import { Caller } from '../calls/caller';
import { linkedTo } from '../calls/linked-signal';
import { processPort } from '../calls/ports';
import { VisionError } from '../errors';
import { Deadline, type DeadlineRules } from './deadline';
import { forkChild } from './fork-child';

/** A child process, and how its calls fail. */
export interface ChildSettings<Api> extends Pick<DeadlineRules, 'problem' | 'remedy'> {
  /** Absolute path of a JavaScript file. It must call `endWithParent` first, then answer the calls of `Api`. */
  readonly file: string;
  /** As errors name the process: `inference process`. */
  readonly name: string;
  /** Environment variables; by default those of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** The first message to the process, if it needs one. */
  readonly settings?: object;
  /** Whether calls may wait without a limit while other calls have begun. By default, waiting is limited too. */
  readonly isPatient?: boolean;
  /** Milliseconds without a call after which the process ends. By default, it does not. */
  readonly idleMs?: number;
  /** Whether the process starts processes of its own, which it ends with itself: see `endWithParent`. */
  readonly hasChildren?: boolean;
  /** Lines of its output that say nothing to a user: they are not shown. */
  readonly ignoredLines?: RegExp;
  /** A method without parameters that is called before the process ends because it is idle. */
  readonly beforeIdleEnd?: MethodOf<Api>;
}

export interface CallLimits {
  /**
   * Milliseconds for all runs of the call together; 0 = no limit. Each time that it waits for its turn, waits for other
   * calls, opens a model or reports progress, has the same limit.
   */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: unknown) => void) | undefined;
}

/** What is known of a call in flight. */
interface InFlight {
  /** Whether its work has begun: it left the queue. */
  hasBegun: boolean;
  /** Whether the work that runs now ends when the call is cancelled. */
  canAbort: boolean;
  deadline?: Deadline;
}

interface Running<Api> {
  readonly child: ChildProcess;
  readonly caller: Caller<Api>;
  readonly ended: Promise<void>;
}

/**
 * The calls to a child process. The first call forks it, and so does the first call after it died. It ends when it is
 * closed, when it is idle, and when the process that forked it ends in any way.
 */
export class ChildCalls<Api> {
  private running: Running<Api> | undefined;
  private readonly inFlight = new Set<InFlight>();
  private idleTimer: NodeJS.Timeout | undefined;
  /** Why processes died. A call that failed for one of these reasons before its work had begun is worth a second try. */
  private readonly deaths = new WeakSet<Error>();

  constructor(private readonly settings: ChildSettings<Api>) {}

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  get pid(): number | undefined {
    return this.running?.child.pid;
  }

  /** Calls a method of the process. If the process dies before the work has begun, the call is sent once more. */
  async ask<Method extends MethodOf<Api>>(
    method: Method,
    params: ParamsOf<Api, Method>,
    limits: CallLimits,
  ): Promise<ResultOf<Api, Method>> {
    const call: InFlight = { hasBegun: false, canAbort: false };
    try {
      return await this.askOnce(method, params, limits, call);
    } catch (error) {
      if (call.hasBegun || !this.deaths.has(error as Error)) throw error;
      return this.askOnce(method, params, limits, call);
    }
  }

  /** Kills the process. Calls whose work has begun fail, and the others are sent to a new process. */
  restart(): Promise<void> {
    return this.end(this.death('a user restarted it'));
  }

  /** Kills the process. Calls in flight fail with `reason` at once. @returns after the process has ended */
  async end(reason: Error): Promise<void> {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    running.caller.failAll(reason);
    running.child.ref();
    running.child.kill('SIGKILL');
    await running.ended;
  }

  private async askOnce<Method extends MethodOf<Api>>(
    method: Method,
    params: ParamsOf<Api, Method>,
    { timeoutMs, signal, onProgress }: CallLimits,
    call: InFlight,
  ): Promise<ResultOf<Api, Method>> {
    signal?.throwIfAborted();
    this.running ??= this.start();
    const { caller } = this.running;
    const deadline = new Deadline({
      ...this.settings,
      timeoutMs,
      mayWait: () => this.settings.isPatient === true && this.hasBegunOther(call),
      onExpired: () => this.expired(call),
    });
    const linked = linkedTo(deadline.signal, ...(signal ? [signal] : []));
    call.deadline = deadline;
    this.inFlight.add(call);
    clearTimeout(this.idleTimer);
    try {
      return await caller.call(method, params, {
        signal: linked.signal,
        onTurn: (canAbort, isPreparation) => {
          Object.assign(call, { hasBegun: true, canAbort });
          deadline.onTurn(isPreparation);
        },
        onWait: () => deadline.restart(),
        onProgress: (progress) => {
          deadline.restart();
          onProgress?.(progress);
        },
      });
    } finally {
      deadline.clear();
      linked.unlink();
      this.inFlight.delete(call);
      this.awaitIdle();
    }
  }

  private expired(call: InFlight): void {
    const { isWaiting, isStuck } = call.deadline!;
    // A call of many short runs ends by itself before its next run.
    const isHung = !isWaiting && !call.canAbort && isStuck;
    // If the call waited in vain and no other call explains it, the process hangs.
    const explains = [...this.inFlight].some((other) => other !== call && other.deadline?.isWaiting === false);
    if (isHung || (isWaiting && !explains)) {
      void this.end(this.death('another call exceeded its time limit'));
    }
  }

  private hasBegunOther(call: InFlight): boolean {
    return [...this.inFlight].some((other) => other !== call && other.hasBegun);
  }

  private awaitIdle(): void {
    const { idleMs } = this.settings;
    if (idleMs === undefined || this.inFlight.size > 0 || !this.running) return;
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => void this.endIdle(), idleMs).unref();
  }

  private async endIdle(): Promise<void> {
    const { beforeIdleEnd } = this.settings;
    if (beforeIdleEnd) await this.lastCall(beforeIdleEnd);
    if (this.inFlight.size === 0) await this.end(this.death('it was idle'));
  }

  /** A failure has no caller to report to. The next call reports what is wrong. */
  private async lastCall(method: MethodOf<Api>): Promise<void> {
    const call = { hasBegun: false, canAbort: false };
    const limits = { timeoutMs: this.settings.idleMs ?? 0 };
    await this.askOnce(method, undefined as ParamsOf<Api, MethodOf<Api>>, limits, call).catch(() => undefined);
  }

  private death(how: string): VisionError {
    const error = new VisionError(
      'ENGINE_CRASHED',
      `The ${this.settings.name} ended (${how}). The next message starts a new one`,
    );
    this.deaths.add(error);
    return error;
  }

  private start(): Running<Api> {
    const { file, env, settings, hasChildren, ignoredLines } = this.settings;
    const child = forkChild(file, env, hasChildren, ignoredLines);
    if (settings !== undefined) child.send(settings, () => {});
    // While a call is in flight the process keeps its parent alive. Otherwise a script could end without closing it.
    const caller = new Caller<Api>(processPort(child), (inFlight) => {
      const hold = inFlight > 0 ? 'ref' : 'unref';
      if (this.running?.child === child) child[hold]();
      child.channel?.[hold]();
    });
    const ended = new Promise<void>((resolve) => {
      const end = (how: string): void => {
        if (this.running?.child === child) this.running = undefined;
        caller.failAll(this.death(how));
        resolve();
      };
      child.on('error', (error) => end(error.message));
      child.on('exit', (code, signal) => end(describeExit(code, signal)));
    });
    return { child, caller, ended };
  }
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGKILL') return 'SIGKILL: killed, often because memory ran out';
  return signal ?? `exit code ${code}`;
}
