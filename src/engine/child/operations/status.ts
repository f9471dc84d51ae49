import { sharpVersion } from '../../../image/sharp-version';
import type { ProcessStatus } from '../../protocol';
import type { Backend } from '../backend';
import type { Operation } from './operation';

/** Versions, opened models, load and memory of the inference process. */
export const status: Operation<'status'> =
  ({ backend, models, queue }) =>
  async () => {
    const servers = backend.servers?.();
    return {
      pid: process.pid,
      ...(servers ? { servers, devices: [] } : await localRuntime(backend)),
      sharp: sharpVersion,
      models: models.loaded,
      calls: queue.length,
      memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
    };
  };

async function localRuntime(backend: Backend): Promise<Pick<ProcessStatus, 'onnxruntime' | 'devices'>> {
  const { version, devices } = await backend.runtime();
  return { onnxruntime: version, devices };
}
