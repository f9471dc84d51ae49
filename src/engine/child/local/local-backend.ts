import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MethodOf, ParamsOf, ResultOf } from '../../../calls/api';
import { Caller } from '../../../calls/caller';
import { threadPort } from '../../../calls/ports';
import { openTurns } from '../../../calls/turns';
import { VisionError } from '../../../errors';
import type { ModelFiles } from '../../../hub/hub';
import { hubConfig } from '../../../hub/hub-config';
import type { RequestedDtype } from '../../../model-files/dtype';
import type { KeptTensors, Session } from '../../../models/session';
import { NotFiniteError } from '../../../tensor/finite';
import { spareFeeds } from '../../../tensor/spare-floats';
import { buffersOf } from '../../../tensor/tensor';
import { devicesToTry } from '../../devices';
import { dtypesFor } from '../../preferred-dtypes';
import type { Device, ProcessSettings } from '../../protocol';
import type { Backend, BackendCall, ModelTrial, OpenedModel, OpenGraph } from '../backend';
import { CheckStore } from './self-check/check-store';
import { thisMachine } from './self-check/machine';
import { type CheckedFiles, SelfCheck } from './self-check/self-check';
import type { FinishedRun, OpenedSession, SessionApi } from './session-api';

export type LocalSettings = Pick<ProcessSettings, 'device' | 'threads'> &
  Partial<Pick<ProcessSettings, 'modelFolder' | 'recheck'>>;

/** Runs graphs with onnxruntime-node, in a thread that holds all sessions of the process. */
export class LocalBackend implements Backend {
  /** While one image is in a model, the next is decoded. More at a time would only hold more images in memory. */
  readonly concurrency = 2;
  /** onnxruntime-node runs a graph in one synchronous native call: microsoft/onnxruntime#19611. */
  readonly canAbortRun = false;

  private readonly worker = new Worker(join(__dirname, 'session-thread.js'));
  private readonly caller = new Caller<SessionApi>(threadPort(this.worker));
  /** Runs follow each other. Parallel runs would share the cores, and all of them would be late. */
  private readonly inTurn = openTurns();
  private readonly store: CheckStore;
  private readonly selfCheck: SelfCheck;
  private failure: VisionError | undefined;

  /**
   * @param onCrash called when the thread has ended, after the calls in flight have failed: no later call can succeed
   * @param machine replaced by tests
   */
  constructor(
    private readonly settings: LocalSettings,
    private readonly onCrash: () => void,
    private readonly machine = thisMachine,
  ) {
    const { threads, recheck = false } = settings;
    this.store = new CheckStore(checkFolder(settings));
    this.selfCheck = new SelfCheck({
      ...{ threads, recheck, machine, store: this.store },
      open: (device, files, call) => this.openOn([device], files, call),
      runtimeVersion: async () => (await this.ask('runtime', undefined)).version,
      log: (line) => process.stderr.write(`[grounded-sam] ${line}\n`),
    });
    this.worker.on('error', (error) => this.crashed(error.message));
    this.worker.on('exit', (code) => this.crashed(`its thread ended with exit code ${code}`));
  }

  async preferredDtypes(requested: RequestedDtype) {
    return dtypesFor(requested, await this.devices());
  }

  async open(files: ModelFiles, requested: RequestedDtype, call: BackendCall, trial?: ModelTrial) {
    const choices = [files, ...files.others].map(({ dtype, graphs, weights }) => ({
      ...{ dtype, graphs },
      ...(weights === undefined ? {} : { weights }),
    }));
    const devices = await this.devices();
    // The processor is what the others are compared with: a call on it waits for no check.
    const isChecked = trial && devices.some((device) => device !== 'cpu');
    if (!isChecked) return this.openOn(devices, { choices, requested }, call);
    return this.settings.device === 'auto'
      ? this.selfCheck.openFastest(devices, { choices, requested }, call, trial)
      : this.selfCheck.openOn(devices[0]!, { choices, requested }, call, trial);
  }

  async runtime() {
    const { version, devices } = await this.ask('runtime', undefined);
    return { version, devices };
  }

  checks = () => this.store.all();

  /** The devices that may be tried, in order. */
  private async devices(): Promise<Device[]> {
    const { device: requested } = this.settings;
    if (requested !== 'auto') return [requested];
    const { missing } = await this.ask('runtime', undefined);
    const has = (device: Device): boolean => !(device in missing) && !this.machine.isSoftwareOnly(device);
    return devicesToTry(requested, process.platform, has);
  }

  private async openOn(
    devices: readonly Device[],
    { choices, requested }: CheckedFiles,
    { signal, onTurn, onWait }: BackendCall,
  ): Promise<OpenedModel> {
    const { sessions, ...opened } = await this.inTurn(() => {
      signal.throwIfAborted();
      onTurn();
      return this.ask('open', { choices, dtype: requested, devices, threads: this.settings.threads });
    }, onWait);
    return { ...opened, graphs: sessions.map((session) => this.graphOf(session)) };
  }

  /** Ends the thread, and with it every session. */
  async close(): Promise<void> {
    this.failure ??= new VisionError('ENGINE_CRASHED', 'The engine was closed');
    this.caller.failAll(this.failure);
    await this.worker.terminate();
  }

  private graphOf(opened: OpenedSession): OpenGraph {
    const { session, inputs, outputs } = opened;
    return {
      inputs,
      outputs,
      sessionFor: (call) => this.sessionFor(opened, call),
      close: () => this.inTurn(() => this.ask('close', { session })),
    };
  }

  private sessionFor(
    { session, inputs, outputs }: OpenedSession,
    { times, signal, onTurn, onWait }: BackendCall,
  ): Session {
    const run = async <R extends FinishedRun>(work: () => Promise<R>): Promise<R> => {
      const arrived = performance.now();
      const result = await this.inTurn(() => {
        signal.throwIfAborted();
        times.add('queue', performance.now() - arrived);
        onTurn();
        return work();
      }, onWait);
      times.add('inference', result.ms);
      spareFeeds(result.feeds);
      return result;
    };
    return {
      inputs,
      outputs,
      run: async (feeds, kept) => {
        const params = { session, feeds, ...(kept ? { kept: (kept as KeptById).id } : {}) };
        return (await run(() => this.ask('run', params, buffersOf(feeds)))).outputs;
      },
      runAndKeep: async (feeds) => {
        const params = { session, feeds };
        const { kept, bytes, notFinite } = await run(() => this.ask('runAndKeep', params, buffersOf(feeds)));
        if (notFinite !== undefined) {
          void this.release(kept);
          throw new NotFiniteError(notFinite);
        }
        const tensors: KeptById = { id: kept, bytes, release: () => void this.release(kept) };
        return tensors;
      },
    };
  }

  private release(kept: number): Promise<void> {
    // If the thread has ended, its memory is free already.
    return this.inTurn(() => this.ask('forget', { kept })).catch(() => undefined);
  }

  private crashed(reason: string): void {
    if (this.failure) return;
    this.failure = new VisionError('ENGINE_CRASHED', `The model runtime failed: ${reason}`);
    this.caller.failAll(this.failure);
    this.onCrash();
  }

  private async ask<Method extends MethodOf<SessionApi>>(
    method: Method,
    params: ParamsOf<SessionApi, Method>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<ResultOf<SessionApi, Method>> {
    if (this.failure) throw this.failure;
    return this.caller.call(method, params, { transfer });
  }
}

/** Next to the models, whose folder users put where it stays: containers lose everything else. */
const checkFolder = (settings: LocalSettings): string =>
  join(hubConfig(settings).cacheFolder, '.grounded-sam', 'self-checks');

interface KeptById extends KeptTensors {
  readonly id: number;
}
