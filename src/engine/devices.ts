import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Device, RequestedDevice } from './protocol';

/** The devices that `auto` may take on a platform, apart from the processor. */
const candidates: Partial<Record<NodeJS.Platform, readonly Device[]>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['dml', 'webgpu'],
  darwin: ['coreml'],
};

/**
 * The devices to try, the processor last. Which of them `auto` takes is measured for each model.
 * @param has whether the runtime has the device
 */
export function devicesToTry(
  requested: RequestedDevice,
  platform: NodeJS.Platform,
  has: (device: Device) => boolean,
): Device[] {
  if (requested !== 'auto') return [requested];
  return [...(candidates[platform] ?? []).filter(has), 'cpu'];
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
