import type { MethodOf, ParamsOf, ResultOf } from '../../calls/api';
import { VisionError } from '../../errors';
import { hubDefaults } from '../../hub/hub-config';
import type { ModelRequest, ModelTask } from '../../model-files/model-folder';
import type { ProcessApi, ProcessSettings, ProcessStatus } from '../protocol';
import { type CallLimits, InferenceProcess } from './inference-process';

export interface EngineSettings extends ProcessSettings {
  /** Milliseconds a call may take from the moment its work begins; 0 = no limit. */
  readonly timeoutMs: number;
  /** Milliseconds for which models and process outlive their last user. */
  readonly graceMs: number;
}

const defaults: EngineSettings = {
  ...hubDefaults,
  device: 'auto',
  threads: 0,
  idleMinutes: 10,
  timeoutMs: 120_000,
  graceMs: 30_000,
};

/** One inference process and who uses it, kept by name so that all nodes of a vision-engine find the same one. */
const hosts = new Map<string, EngineHost>();

/** The host of that name. With other settings than before, a new one; the old one goes with its last user. */
export function hostFor(name: string, given: Partial<EngineSettings>): EngineHost {
  const settings = { ...defaults, ...given };
  const known = hosts.get(name);
  if (known && JSON.stringify(known.settings) === JSON.stringify(settings)) return known;
  known?.retire();
  const host: EngineHost = new EngineHost(settings, () => {
    if (hosts.get(name) === host) hosts.delete(name);
  });
  hosts.set(name, host);
  return host;
}

type User = symbol;

export class EngineHost {
  private readonly process: InferenceProcess;
  private readonly users = new Set<User>();
  /** Who holds which model. A model nobody holds is unloaded after the grace period. */
  private readonly holders = new Map<string, Set<User>>();
  private readonly graceTimers = new Map<string, NodeJS.Timeout>();
  private isRetired = false;

  constructor(
    readonly settings: EngineSettings,
    private readonly onEnd: () => void,
  ) {
    this.process = new InferenceProcess(settings);
  }

  join(): User {
    const user = Symbol('engine user');
    this.users.add(user);
    this.stopGrace(PROCESS);
    return user;
  }

  leave(user: User): void {
    this.users.delete(user);
    for (const [key, held] of this.holders) {
      if (held.delete(user) && held.size === 0) this.afterGrace(key, () => this.unload(key));
    }
    if (this.users.size === 0) this.afterGrace(PROCESS, () => this.end());
  }

  /** The user needs the model until it leaves. */
  hold(user: User, task: ModelTask, model: ModelRequest): void {
    const key = JSON.stringify({ task, model });
    const held = this.holders.get(key) ?? new Set();
    this.holders.set(key, held.add(user));
    this.stopGrace(key);
  }

  request<Method extends MethodOf<ProcessApi>>(
    method: Method,
    params: ParamsOf<ProcessApi, Method>,
    options: Pick<CallLimits, 'signal' | 'onProgress'> = {},
  ): Promise<ResultOf<ProcessApi, Method>> {
    return this.process.ask(method, params, { timeoutMs: this.settings.timeoutMs, ...options });
  }

  async status(): Promise<ProcessStatus | undefined> {
    return this.process.isRunning ? this.request('status', undefined) : undefined;
  }

  /** Nobody can join any more: do not wait for a redeploy that will not come. */
  retire(): void {
    this.isRetired = true;
    if (this.users.size === 0) this.end();
  }

  private unload(key: string): void {
    this.holders.delete(key);
    if (!this.process.isRunning) return;
    // The next use reports what is wrong with the process; nobody waits for this.
    this.request('unload', JSON.parse(key)).catch(() => undefined);
  }

  private end(): void {
    for (const key of this.graceTimers.keys()) this.stopGrace(key);
    this.process.kill(new VisionError('ENGINE_CRASHED', 'The engine was closed'));
    this.onEnd();
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
