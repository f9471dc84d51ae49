import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Caller } from '../../calls/caller';
import { threadPort } from '../../calls/ports';
import { VisionError } from '../../errors';
import type { RequestedDtype } from '../../model-files/dtype';
import type { GraphChoice } from '../../model-files/model-folder';
import type { KeptTensors, Session, TensorInfo } from '../../models/session';
import type { NamedTensors } from '../../tensor/tensor';
import type { ProcessSettings, ProcessTimes } from '../protocol';
import type { OpenedGraphs } from './open-graphs';
import type { OpenedSession, ThreadApi } from './thread-protocol';

/** What a call observes of its work. */
export interface CallProgress {
  /** Filled while the call works. */
  readonly ms: ProcessTimes;
  /** A run of the call has its turn: what came before was waiting. */
  readonly onTurn: () => void;
}

/** A graph that is open in the session thread. */
export interface OpenSession {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** The session as one call sees it. */
  observedBy(progress: CallProgress): Session;
  close(): Promise<void>;
}

/** Long enough for answers to leave the process. */
const LAST_WORDS_MS = 200;

/** The thread in which all sessions of the process live. If it dies, the process ends with it. */
export class SessionThread {
  private readonly worker = new Worker(join(__dirname, 'session-thread.js'));
  private readonly caller = new Caller(threadPort(this.worker));
  /** Runs follow each other: at once, each would have a part of the cores and all would be late. */
  private lastTurn: Promise<unknown> = Promise.resolve();
  private failure: VisionError | undefined;

  constructor(private readonly settings: Pick<ProcessSettings, 'device' | 'threads'>) {
    this.worker.on('error', (error) => this.end(error));
  }

  /** Opens all graphs of a model, or none. */
  async open(
    choices: readonly GraphChoice[],
    dtype: RequestedDtype,
    { onTurn }: Pick<CallProgress, 'onTurn'>,
  ): Promise<OpenedGraphs<OpenSession>> {
    const { device, threads } = this.settings;
    const opened = await this.inTurn(() => {
      onTurn();
      return this.call('open', { choices, dtype, device, threads });
    });
    return { ...opened, sessions: opened.sessions.map((session) => this.openSession(session)) };
  }

  private openSession(opened: OpenedSession): OpenSession {
    const { session, inputs, outputs } = opened;
    return {
      inputs,
      outputs,
      observedBy: (progress) => this.observed(opened, progress),
      close: () => this.inTurn(() => this.call('close', { session })),
    };
  }

  runtime(): Promise<ReturnType<ThreadApi['runtime']>> {
    return this.call('runtime', undefined);
  }

  private observed({ session, inputs, outputs }: OpenedSession, { ms, onTurn }: CallProgress): Session {
    const run = async <A extends { ms: number }>(work: () => Promise<A>): Promise<A> => {
      const asked = performance.now();
      const answer = await this.inTurn(() => {
        ms.queue += performance.now() - asked;
        onTurn();
        return work();
      });
      ms.inference += answer.ms;
      return answer;
    };
    return {
      inputs,
      outputs,
      run: async (feeds, kept) => {
        const params = { session, feeds, ...(kept ? { kept: (kept as KeptById).kept } : {}) };
        return (await run(() => this.call('run', params, buffersOf(feeds)))).outputs;
      },
      runAndKeep: async (feeds) => {
        const { kept, bytes } = await run(() => this.call('runAndKeep', { session, feeds }, buffersOf(feeds)));
        const tensors: KeptById = { kept, bytes, release: () => void this.inTurn(() => this.call('forget', { kept })) };
        return tensors;
      },
    };
  }

  /** Says why to the calls in flight (a runtime that this system cannot load, say), then lets the next call start anew. */
  private end(error: Error): void {
    this.failure = new VisionError('ENGINE_CRASHED', `The model runtime failed: ${error.message}`);
    this.caller.failAll(this.failure);
    setTimeout(() => process.exit(1), LAST_WORDS_MS);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.lastTurn.then(work);
    this.lastTurn = result.catch(() => undefined);
    return result;
  }

  private async call<Method extends keyof ThreadApi>(
    method: Method,
    params: Parameters<ThreadApi[Method]>[0],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<ReturnType<ThreadApi[Method]>> {
    if (this.failure) throw this.failure;
    return this.caller.call(method, params, { transfer });
  }
}

interface KeptById extends KeptTensors {
  readonly kept: number;
}

const buffersOf = (feeds: NamedTensors): ArrayBuffer[] =>
  Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer);
