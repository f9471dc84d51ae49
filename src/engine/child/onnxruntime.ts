// The one file that imports onnxruntime-node. It runs in the session thread: run() and create() are synchronous
// native calls that hold their thread for the whole inference (microsoft/onnxruntime#19611).
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { messageOf, VisionError } from '../../errors';
import type { TensorInfo } from '../../models/session';
import type { NamedTensors, Tensor, TensorType } from '../../tensor/tensor';
import type { Device } from '../protocol';

export type OrtSession = ort.InferenceSession;
export type OrtTensors = Record<string, ort.Tensor>;

export const runtimeVersion = (): string => ort.env.versions.node ?? 'unknown';
export const knownDevices = (): string[] => ort.listSupportedBackends().map(({ name }) => name);

const libraryFolder = join(
  dirname(require.resolve('onnxruntime-node/package.json')),
  'bin/napi-v6',
  process.platform,
  process.arch,
);

/** Libraries that the install script of onnxruntime-node downloads, and that many installs skip. */
const downloadedLibraries: Partial<Record<Device, string>> = {
  cuda: 'libonnxruntime_providers_cuda.so',
  tensorrt: 'libonnxruntime_providers_tensorrt.so',
};

/** Why a device need not be tried; asking onnxruntime instead would put an error into Node-RED's log. */
export function missingFor(device: Device): string | undefined {
  if (!knownDevices().includes(device)) {
    return `onnxruntime-node for ${process.platform} ${process.arch} comes without ${device}`;
  }
  const library = downloadedLibraries[device];
  if (library === undefined || existsSync(join(libraryFolder, library))) return undefined;
  return `${device} needs ${library}, which the install script of onnxruntime-node downloads`;
}

/** Opens a graph on the first device that takes it. */
export async function openOrtSession(
  file: string,
  devices: readonly Device[],
  threads: number,
): Promise<{ session: OrtSession; device: Device }> {
  const failures: string[] = [];
  for (const device of devices) {
    const missing = missingFor(device);
    if (missing) {
      failures.push(missing);
      continue;
    }
    try {
      const session = await ort.InferenceSession.create(file, {
        executionProviders: [device],
        // Errors only: the graphs make onnxruntime warn about shapes that it merges leniently, to no harm.
        logSeverityLevel: 3,
        // Threads spin for a while after a run, which takes cores from the next graph and from the work between two runs.
        extra: { session: { force_spinning_stop: '1' } },
        ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
      });
      return { session, device };
    } catch (error) {
      if (device === 'cpu') {
        throw new VisionError('MODEL_UNSUPPORTED', `${file} cannot be opened: ${messageOf(error)}`, { cause: error });
      }
      failures.push(`${device}: ${withoutSource(messageOf(error))}`);
    }
  }
  throw new VisionError(
    'DEVICE_UNAVAILABLE',
    `No such device here: ${failures.join('; ')}. Choose "auto" or "cpu", or see "GPU" in the README`,
  );
}

/** The first line, without the place in onnxruntime's source that it begins with. */
const withoutSource = (message: string): string => message.split('\n', 1)[0]!.replace(/^\/onnxruntime_src\S+ /, '');

/** @throws VisionError `MODEL_UNSUPPORTED` with what onnxruntime says */
export async function runOrt(session: OrtSession, feeds: NamedTensors, kept: OrtTensors = {}): Promise<OrtTensors> {
  const known = Object.entries(kept).filter(([name]) => session.inputNames.includes(name));
  const own = Object.entries(feeds).map(([name, { type, dims, data }]) => [name, new ort.Tensor(type, data, dims)]);
  try {
    return (await session.run(Object.fromEntries([...known, ...own]))) as OrtTensors;
  } catch (error) {
    throw new VisionError('MODEL_UNSUPPORTED', `The model failed to run: ${messageOf(error)}`, { cause: error });
  }
}

export function tensorsFrom(outputs: OrtTensors): NamedTensors {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { type, dims, data }]) => [
      name,
      { type: type as TensorType, dims, data } as Tensor,
    ]),
  );
}

export const bytesOf = (outputs: OrtTensors): number =>
  Object.values(outputs).reduce((sum, { data }) => sum + (data as Float32Array).byteLength, 0);

export function infoOf(metadata: readonly ort.InferenceSession.ValueMetadata[]): TensorInfo[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type, dims: value.shape }
      : { name: value.name, type: 'other', dims: [] },
  );
}
