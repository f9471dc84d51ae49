import { type EngineHost, openHosts } from './parent/engine-host';
import type { DeviceCheck, LoadedModel, ProcessStatus, RequestedDevice } from './protocol';

/** An engine that is open in this process, for a view of all engines. */
export interface OpenEngine {
  /** As for `openEngine`. */
  readonly name: string;
  /** The device that its settings request. */
  readonly device: RequestedDevice;
  /** `undefined` while no process runs. */
  status(signal?: AbortSignal): Promise<ProcessStatus | undefined>;
  /** The remembered comparisons of devices with the processor. Empty while no process runs. */
  deviceChecks(signal?: AbortSignal): Promise<readonly DeviceCheck[]>;
  /** Downloads for which calls wait. */
  readonly downloads: EngineHost['downloads'];
  /**
   * Ends the download of a model, as `downloads` names it. Calls that wait for it, and later ones, fail with `DOWNLOAD_FAILED`
   * until the process is started again, or the model is on disk. Returns whether one was running.
   */
  cancelDownload(model: string): Promise<boolean>;
  /** Closes an open model, so that the next call opens it again. Returns whether it was open. */
  reopen(model: Pick<LoadedModel, 'task' | 'model' | 'dtype'>): Promise<boolean>;
  /**
   * Ends the inference process. Calls whose work has begun fail with `ENGINE_CRASHED`. The next call, or one that waits, starts
   * a new process.
   */
  restart(): Promise<void>;
}

/** All engines that have a user, or had one until a moment ago. */
export const openEngines = (): OpenEngine[] =>
  [...openHosts()].map(([name, host]) => ({
    name,
    device: host.settings.device,
    status: (signal) => host.status(signal),
    deviceChecks: async (signal) =>
      host.isRunning ? host.request('checks', undefined, { ...(signal && { signal }) }) : [],
    downloads: host.downloads,
    cancelDownload: async (model) => host.isRunning && host.request('cancelDownload', { model }),
    reopen: async (model) => host.isRunning && host.request('reopen', model),
    restart: () => host.restart(),
  }));
