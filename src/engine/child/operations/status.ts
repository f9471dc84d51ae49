import { sharpVersion } from '../../../image/sharp-version';
import type { Operation } from './operation';

/** Versions, opened models, load and memory of the inference process. */
export const status: Operation<'status'> =
  ({ backend, models, queue }) =>
  async () => {
    const { version, devices } = await backend.runtime();
    return {
      pid: process.pid,
      onnxruntime: version,
      sharp: sharpVersion,
      devices,
      models: models.loaded,
      calls: queue.length,
      memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
    };
  };
