import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Device, RequestedDevice } from './protocol';

/**
 * The devices to try, in order. `auto` tries what is known to work well on the platform, and the processor last. CoreML and
 * WebGPU do not speed these graphs up everywhere, so they are used only when requested by name.
 * @param has whether the runtime has the device
 */
export function devicesToTry(
  requested: RequestedDevice,
  platform: NodeJS.Platform,
  has: (device: Device) => boolean,
): Device[] {
  if (requested !== 'auto') return [requested];
  const preferred: Device[] = platform === 'win32' ? ['dml'] : platform === 'linux' ? ['cuda'] : [];
  return [...preferred.filter(has), 'cpu'];
}

/** Libraries that the install script of onnxruntime-node downloads, and that many installs skip. */
const downloadedLibraries: Partial<Record<Device, string>> = {
  cuda: 'libonnxruntime_providers_cuda.so',
  tensorrt: 'libonnxruntime_providers_tensorrt.so',
};

/** The library that a device needs and this install of onnxruntime-node does not have. Loads no runtime. */
export function missingLibrary(device: Device): string | undefined {
  const library = downloadedLibraries[device];
  if (library === undefined) return undefined;
  const folder = dirname(require.resolve('onnxruntime-node/package.json'));
  return existsSync(join(folder, 'bin/napi-v6', process.platform, process.arch, library)) ? undefined : library;
}
