import { join } from 'node:path';
import type { MethodOf, ParamsOf, ResultOf } from '../../calls/api';
import { VisionError } from '../../errors';
import type { DownloadProgress, OnProgress } from '../../hub/progress';
import type { ModelRequest, ModelTask } from '../../model-files/model-request';
import { ChildCalls } from '../../process/child-calls';
import type { LoadParams, ProcessApi, ProcessSettings, ProcessStatus } from '../protocol';
import { type EngineSettings, engineSettings, type GivenSettings } from './engine-settings';

/** The hosts by name, so that all nodes of a vision-engine find the same one. */
const hosts = new Map<string, EngineHost>();

/** The host of that name. If its settings differ, a new one; the old one ends with its last user. */
export function hostFor(name: string, given: GivenSettings): EngineHost {
  const settings = engineSettings(given);
  const known = hosts.get(name);
  if (known && JSON.stringify(known.settings) === JSON.stringify(settings)) return known;
  known?.retire();
  const host: EngineHost = new EngineHost(settings, () => {
    if (hosts.get(name) === host) hosts.delete(name);
  });
  hosts.set(name, host);
  return host;
}

/** The hosts by name. */
export const openHosts = (): ReadonlyMap<string, EngineHost> => hosts;

type User = symbol;

/** Limit for unloading models on inference servers at the end. */
const UNLOAD_MS = 6000;

/** A request that users hold. It counts as held during the grace period after its last user, too. */
interface Held extends LoadParams {
  readonly users: Set<User>;
}

/** One inference process and its users. */
export class EngineHost {
  private readonly process: ChildCalls<ProcessApi>;
  private readonly users = new Set<User>();
  /** By the request's JSON. Whether two requests are for the same model is for the process to say: see `retain`. */
  private readonly held = new Map<string, Held>();
  private readonly graceTimers = new Map<string, NodeJS.Timeout>();
  private readonly downloading = new Map<string, DownloadProgress>();
  private isRetired = false;

  constructor(
    readonly settings: EngineSettings,
    private readonly onEnd: () => void,
  ) {
    this.process = inferenceProcess(settings);
  }

  join(): User {
    const user = Symbol('engine user');
    this.users.add(user);
    this.stopGrace(PROCESS);
    return user;
  }

  leave(user: User): void {
    this.users.delete(user);
    for (const [key, { users }] of this.held) {
      if (users.delete(user) && users.size === 0) this.afterGrace(key, () => this.letGo(key));
    }
    if (this.users.size === 0) this.afterGrace(PROCESS, () => this.end());
  }

  /** The user needs the model until it leaves. */
  hold(user: User, task: ModelTask, model: ModelRequest): void {
    const key = JSON.stringify({ task, model });
    const held = this.held.get(key) ?? { task, model, users: new Set() };
    held.users.add(user);
    this.held.set(key, held);
    this.stopGrace(key);
  }

  request<Method extends MethodOf<ProcessApi>>(
    method: Method,
    params: ParamsOf<ProcessApi, Method>,
    { signal, onProgress }: { readonly signal?: AbortSignal; readonly onProgress?: OnProgress } = {},
  ): Promise<ResultOf<ProcessApi, Method>> {
    let model: string | undefined;
    const note = (progress: DownloadProgress): void => {
      model = progress.model;
      this.downloading.set(model, progress);
      if (progress.isDone) this.downloading.delete(model);
      onProgress?.(progress);
    };
    const result = this.process.ask(method, params, {
      timeoutMs: this.settings.timeoutMs,
      signal,
      onProgress: (progress) => note(progress as DownloadProgress),
    });
    // If another call waits for the same download, its next report adds it again.
    return result.finally(() => model !== undefined && this.downloading.delete(model));
  }

  /** Downloads for which calls wait. */
  get downloads(): readonly DownloadProgress[] {
    return [...this.downloading.values()];
  }

  get isRunning(): boolean {
    return this.process.isRunning;
  }

  async status(signal?: AbortSignal): Promise<ProcessStatus | undefined> {
    return this.isRunning ? this.request('status', undefined, { ...(signal && { signal }) }) : undefined;
  }

  /** Ends the process. The next call forks a new one. */
  restart(): Promise<void> {
    return this.process.restart();
  }

  /** No user can join any more, so no grace period waits for a redeploy. */
  retire(): void {
    this.isRetired = true;
    if (this.users.size === 0) this.end();
  }

  /** Closes the models that only this request held. */
  private letGo(key: string): void {
    this.held.delete(key);
    if (!this.process.isRunning) return;
    const held = [...this.held.values()].map(({ task, model }) => ({ task, model }));
    // If the process has a fault, the next call reports it. This call has no caller to report to.
    this.request('retain', { held }).catch(() => undefined);
  }

  private end(): void {
    for (const key of this.graceTimers.keys()) this.stopGrace(key);
    const kill = (): void => void this.process.end(new VisionError('ENGINE_CRASHED', 'The engine was closed'));
    if (this.settings.server?.load && this.isRunning) void this.unload().finally(kill);
    else kill();
    this.onEnd();
  }

  /** What cannot be unloaded in time stays loaded on its server. */
  private async unload(): Promise<void> {
    await this.request('unload', undefined, { signal: AbortSignal.timeout(UNLOAD_MS) }).catch(() => undefined);
  }

  private afterGrace(key: string, work: () => void): void {
    this.stopGrace(key);
    const graceMs = this.isRetired ? 0 : this.settings.graceMs;
    // Unreferenced: a script or Node-RED that wants to end does not wait for it.
    if (graceMs > 0) this.graceTimers.set(key, setTimeout(work, graceMs).unref());
    else work();
  }

  private stopGrace(key: string): void {
    clearTimeout(this.graceTimers.get(key));
    this.graceTimers.delete(key);
  }
}

const PROCESS = 'the process itself';

/** The process in which models run. */
const inferenceProcess = (settings: ProcessSettings): ChildCalls<ProcessApi> =>
  new ChildCalls({
    file: join(__dirname, '../child/main.js'),
    name: 'inference process',
    problem: 'The model gave no result',
    remedy: 'A longer time limit can be set on the vision-engine',
    settings,
    // From version 1.29 on onnxruntime sends usage data to its makers. Users of this package did not agree to that.
    env: { ORT_DISABLE_TELEMETRY: '1', ...process.env },
    // Of Dawn, the WebGPU implementation of onnxruntime: its own limits, on each start.
    ignoredLines: /^Warning: maxDynamic\w+ artificially reduced from \d+ to \d+/,
  });
