import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Caller } from '../../calls/caller';
import { threadPort } from '../../calls/ports';
import type { KeptTensors, Session } from '../../models/session';
import type { NamedTensors } from '../../tensor/tensor';
import type { Device, ProcessSettings, ProcessTimes } from '../protocol';
import type { ThreadApi } from './thread-protocol';

/** A graph that is open in the session thread. */
export interface OpenSession {
  readonly device: Device;
  /** The session as one call sees it: what its runs take is added to the call's times. */
  timedBy(times: ProcessTimes): Session;
  close(): Promise<void>;
}

/** The thread in which all sessions of the process live. If it dies, the process ends with it. */
export class SessionThread {
  private readonly worker = new Worker(join(__dirname, 'session-thread.js'));
  private readonly caller = new Caller(threadPort(this.worker));

  constructor(private readonly settings: Pick<ProcessSettings, 'device' | 'threads'>) {
    this.worker.on('error', (error) => {
      throw error;
    });
  }

  async open(file: string): Promise<OpenSession> {
    const { device: wish, threads } = this.settings;
    const { session, inputs, outputs, device } = await this.call('open', { file, device: wish, threads });
    const timedBy = (times: ProcessTimes): Session => ({
      inputs,
      outputs,
      run: async (feeds, kept) => {
        const answer = await timed(times, this.call('run', { session, feeds, ...keptIdOf(kept) }, buffersOf(feeds)));
        return answer.outputs;
      },
      runAndKeep: async (feeds) => {
        const { kept, names, bytes } = await timed(
          times,
          this.call('runAndKeep', { session, feeds }, buffersOf(feeds)),
        );
        const tensors: KeptTensorsById = { kept, names, bytes, release: () => void this.call('forget', { kept }) };
        return tensors;
      },
    });
    return { device, timedBy, close: () => this.call('close', { session }) };
  }

  runtime(): Promise<ReturnType<ThreadApi['runtime']>> {
    return this.call('runtime', undefined);
  }

  private call<Method extends keyof ThreadApi>(
    method: Method,
    params: Parameters<ThreadApi[Method]>[0],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<ReturnType<ThreadApi[Method]>> {
    return this.caller.call(method, params, { transfer });
  }
}

interface KeptTensorsById extends KeptTensors {
  readonly kept: number;
}

const keptIdOf = (tensors?: KeptTensors): { kept?: number } =>
  tensors ? { kept: (tensors as KeptTensorsById).kept } : {};

/** Splits the time until an answer into the run and the wait for its turn. */
async function timed<A extends { ms: number }>(times: ProcessTimes, answer: Promise<A>): Promise<A> {
  const start = performance.now();
  const result = await answer;
  times.inference += result.ms;
  times.queue += Math.max(performance.now() - start - result.ms, 0);
  return result;
}

const buffersOf = (feeds: NamedTensors): ArrayBuffer[] =>
  Object.values(feeds).map(({ data }) => data.buffer as ArrayBuffer);
