import { allowedDtypes, type Dtype, type RequestedDtype } from '../model-files/dtype';
import { devicesToTry, missingLibrary } from './devices';
import type { Device, RequestedDevice } from './protocol';

/**
 * The precisions that `auto` takes on a device, best first. A precision that is not listed is used there only when
 * requested by name.
 *
 * Processor: quality decides, because 8 bit saves little time for what it loses: docs/benchmarks.md, "Detector precisions".
 *
 * CUDA: half of the memory first. 8-bit files are known not to load there. DirectML ran fp32 for others. Elsewhere nothing
 * was measured: every provider knows fp32, and bnb4 has kernels for the processor and CUDA only.
 */
export const autoDtypes: Readonly<Record<Device, readonly Dtype[]>> = {
  cpu: ['fp32', 'fp16', 'q4', 'q4f16', 'bnb4', 'q8', 'int8', 'uint8'],
  cuda: ['fp16', 'fp32', 'q4f16', 'q4', 'bnb4'],
  tensorrt: ['fp16', 'fp32'],
  dml: ['fp32', 'fp16', 'q4', 'q4f16', 'q8', 'int8', 'uint8'],
  webgpu: ['fp32', 'fp16', 'q4', 'q4f16'],
  coreml: ['fp32', 'fp16'],
};

/** The precisions to fetch and open for a request, best first: those of the first device, then what only the others take. */
export function dtypesFor(requested: RequestedDtype, devices: readonly Device[]): readonly Dtype[] {
  if (requested !== 'auto') return allowedDtypes(requested);
  return [...new Set(devices.flatMap((device) => autoDtypes[device]))];
}

/**
 * The precisions that an engine with this device setting fetches and opens, best first. Loads no runtime, so that a dialog
 * can show the size of a download in advance.
 */
export function preferredDtypes(
  requested: RequestedDtype = 'auto',
  device: RequestedDevice = 'auto',
  platform: NodeJS.Platform = process.platform,
): readonly Dtype[] {
  return dtypesFor(
    requested,
    devicesToTry(device, platform, (one) => missingLibrary(one) === undefined),
  );
}
