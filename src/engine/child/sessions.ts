import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MethodOf, ParamsOf, ResultOf } from '../../calls/api';
import { Caller } from '../../calls/caller';
import { threadPort } from '../../calls/ports';
import { openTurns } from '../../calls/turns';
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
  private readonly caller = new Caller<ThreadApi>(threadPort(this.worker));
  /** Runs follow each other: at once, each would have a part of the cores and all would be late. */
  private readonly inTurn = openTurns();
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
      return this.ask('open', { choices, dtype, device, threads });
    });
    return { ...opened, sessions: opened.sessions.map((session) => this.openSession(session)) };
  }

  private openSession(opened: OpenedSession): OpenSession {
    const { session, inputs, outputs } = opened;
    return {
      inputs,
      outputs,
      observedBy: (progress) => this.observed(opened, progress),
      close: () => this.inTurn(() => this.ask('close', { session })),
    };
  }

  runtime(): Promise<ReturnType<ThreadApi['runtime']>> {
    return this.ask('runtime', undefined);
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
        return (await run(() => this.ask('run', params, buffersOf(feeds)))).outputs;
      },
      runAndKeep: async (feeds) => {
        const { kept, bytes } = await run(() => this.ask('runAndKeep', { session, feeds }, buffersOf(feeds)));
        const tensors: KeptById = { kept, bytes, release: () => void this.inTurn(() => this.ask('forget', { kept })) };
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

  private async ask<Method extends MethodOf<ThreadApi>>(
    method: Method,
    params: ParamsOf<ThreadApi, Method>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<ResultOf<ThreadApi, Method>> {
    if (this.failure) throw this.failure;
    return this.caller.call(method, params, { transfer });
  }
}

interface KeptById extends KeptTensors {
  readonly kept: number;
}

const buffersOf = (feeds: NamedTensors): ArrayBuffer[] =>
  Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer);
