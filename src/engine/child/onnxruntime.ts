// The one file that imports onnxruntime-node. It runs in the session thread: run() and create() are synchronous
// native calls that hold their thread for the whole inference (microsoft/onnxruntime#19611).
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { messageOf, VisionError } from '../../errors';
import type { TensorInfo } from '../../models/session';
import { float16FromFloat32, float32FromFloat16 } from '../../tensor/float16';
import { float32, type NamedTensors, type Tensor } from '../../tensor/tensor';
import type { Device, GraphOptimization } from '../protocol';

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

export function openOrtSession(
  file: string,
  device: Device,
  graphOptimization: GraphOptimization,
  threads: number,
): Promise<OrtSession> {
  return ort.InferenceSession.create(file, {
    executionProviders: [device],
    graphOptimizationLevel: graphOptimization,
    // Errors only: the graphs make onnxruntime warn about shapes that it merges leniently, to no harm.
    logSeverityLevel: 3,
    // Threads spin for a while after a run, which takes cores from the next graph and from the work between two runs.
    extra: { session: { force_spinning_stop: '1' } },
    ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
  });
}

/** @throws VisionError `MODEL_UNSUPPORTED` with what onnxruntime says */
export async function runOrt(session: OrtSession, feeds: NamedTensors, kept: OrtTensors = {}): Promise<OrtTensors> {
  const all: [string, AnyTensor][] = [...Object.entries(kept), ...Object.entries(feeds)];
  const types = new Map(session.inputMetadata.map((input) => [input.name, input.isTensor ? input.type : undefined]));
  // What was kept may be for another session.
  const own = all.filter(([name]) => types.has(name) || name in feeds);
  try {
    return (await session.run(
      Object.fromEntries(own.map(([name, tensor]) => [name, ortTensor(tensor, types.get(name))])),
    )) as OrtTensors;
  } catch (error) {
    throw new VisionError('MODEL_UNSUPPORTED', `The model failed to run: ${messageOf(error)}`, { cause: error });
  }
}

/** float16 becomes float32, the only kind of float that the models' code knows. */
export const tensorsFrom = (outputs: OrtTensors): NamedTensors =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, { type, dims, data }]) => [
      name,
      type === 'float16' ? float32(dims, float32FromFloat16(bitsOf(data))) : ({ type, dims, data } as Tensor),
    ]),
  );

/** A tensor of ours or of onnxruntime's own. */
type AnyTensor = Pick<ort.Tensor, 'type' | 'data' | 'dims'>;

/** @param wanted the type that the graph takes, where it is known */
function ortTensor({ type, data, dims }: AnyTensor, wanted: string | undefined): ort.Tensor {
  if (type === 'float16' && wanted === 'float32')
    return new ort.Tensor('float32', float32FromFloat16(bitsOf(data)), dims);
  if (type === 'float32' && wanted === 'float16') return float16Tensor(float16FromFloat32(data as Float32Array), dims);
  if (type === 'float16') return float16Tensor(bitsOf(data), dims);
  return new ort.Tensor(type, data, dims) as ort.Tensor;
}

/** Where Node.js has Float16Array, ort.Tensor would make one of these bits, which onnxruntime's native code takes for empty. */
const float16Tensor = (bits: Uint16Array, dims: readonly number[]) =>
  ({ type: 'float16', data: bits, dims, location: 'cpu' }) as unknown as ort.Tensor;

/** Of a Float16Array where Node.js has it, else a Uint16Array. */
function bitsOf(data: ort.Tensor['data']): Uint16Array {
  const { buffer, byteOffset, length } = data as Uint16Array;
  return new Uint16Array(buffer, byteOffset, length);
}

export const bytesOf = (outputs: OrtTensors): number =>
  Object.values(outputs).reduce((sum, { data }) => sum + (data as Float32Array).byteLength, 0);

/** Of inputs or outputs as the models' code sees them: float16 is converted on the way. */
export function infoOf(metadata: readonly ort.InferenceSession.ValueMetadata[]): TensorInfo[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type === 'float16' ? 'float32' : value.type, dims: value.shape }
      : { name: value.name, type: 'other', dims: [] },
  );
}
