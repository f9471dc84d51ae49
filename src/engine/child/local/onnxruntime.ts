// The one file that imports onnxruntime-node. It runs in the session thread: run() and create() are synchronous
// native calls that hold their thread for the whole inference (microsoft/onnxruntime#19611).
import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-node';
import { messageOf, VisionError } from '../../../errors';
import type { TensorInfo } from '../../../models/session';
import { areFinite, areFiniteHalves } from '../../../tensor/finite';
import { float16FromFloat32, float32FromFloat16 } from '../../../tensor/float16';
import { float32, type NamedTensors, type Tensor } from '../../../tensor/tensor';
import { missingLibrary } from '../../devices';
import { type Device, type GraphOptimization, requestedDevices } from '../../protocol';

export type OrtSession = ort.InferenceSession;
export type OrtTensors = Record<string, ort.Tensor>;

export const runtimeVersion = (): string => ort.env.versions.node ?? 'unknown';
export const knownDevices = (): string[] => ort.listSupportedBackends().map(({ name }) => name);

/**
 * Why devices cannot be tried, each by name. Checked first, because asking onnxruntime for a missing library would put an
 * error into Node-RED's log.
 */
export function missingDevices(): Partial<Record<Device, string>> {
  const known = knownDevices();
  const reasons = requestedDevices.flatMap((device) => {
    if (device === 'auto') return [];
    if (!known.includes(device))
      return [[device, `onnxruntime-node for ${process.platform} ${process.arch} comes without ${device}`]];
    const library = missingLibrary(device);
    if (library === undefined) return [];
    return [[device, `${device} needs ${library}, which the install script of onnxruntime-node downloads`]];
  });
  return Object.fromEntries(reasons);
}

/** @param weights folder of the graph's external data, if it is not that of the graph */
export async function openOrtSession(
  file: string,
  device: Device,
  graphOptimization: GraphOptimization,
  threads: number,
  weights?: string,
): Promise<OrtSession> {
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: [device],
    graphOptimizationLevel: graphOptimization,
    // Errors only: for these graphs onnxruntime warns about shapes that it merges leniently, which does no harm.
    logSeverityLevel: 3,
    // Threads spin for a while after a run, which takes cores from the next graph and from the work between two runs.
    extra: {
      session: {
        force_spinning_stop: '1',
        ...(weights === undefined ? {} : { model_external_initializers_file_folder_path: weights }),
      },
    },
    ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
  };
  // A graph that is read as a file may have its external data in its own folder only, links resolved.
  if (weights === undefined) return ort.InferenceSession.create(file, options);
  return ort.InferenceSession.create(await readFile(file), options);
}

/** @throws VisionError `MODEL_UNSUPPORTED` with onnxruntime's message */
export async function runOrt(session: OrtSession, feeds: NamedTensors, kept: OrtTensors = {}): Promise<OrtTensors> {
  const all: [string, AnyTensor][] = [...Object.entries(kept), ...Object.entries(feeds)];
  const types = new Map(session.inputMetadata.map((input) => [input.name, input.isTensor ? input.type : undefined]));
  // Kept tensors may be for another session.
  const own = all.filter(([name]) => types.has(name) || name in feeds);
  try {
    return (await session.run(
      Object.fromEntries(own.map(([name, tensor]) => [name, ortTensor(tensor, types.get(name))])),
    )) as OrtTensors;
  } catch (error) {
    throw new VisionError('MODEL_UNSUPPORTED', `The model failed to run: ${messageOf(error)}`, { cause: error });
  }
}

/** float16 becomes float32, the only float type that the models' code knows. */
export const tensorsFrom = (outputs: OrtTensors): NamedTensors =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, { type, dims, data }]) => [
      name,
      type === 'float16' ? float32(dims, float32FromFloat16(bitsOf(data))) : ({ type, dims, data } as Tensor),
    ]),
  );

/** A tensor of this package or of onnxruntime. */
type AnyTensor = Pick<ort.Tensor, 'type' | 'data' | 'dims'>;

/** @param wanted the type that the graph's input has, if it is known */
function ortTensor({ type, data, dims }: AnyTensor, wanted: string | undefined): ort.Tensor {
  if (type === 'float16' && wanted === 'float32')
    return new ort.Tensor('float32', float32FromFloat16(bitsOf(data)), dims);
  if (type === 'float32' && wanted === 'float16') return float16Tensor(float16FromFloat32(data as Float32Array), dims);
  if (type === 'float16') return float16Tensor(bitsOf(data), dims);
  return new ort.Tensor(type, data, dims) as ort.Tensor;
}

/** If Node.js has Float16Array, ort.Tensor would wrap these bits in one, which onnxruntime's native code takes for empty. */
const float16Tensor = (bits: Uint16Array, dims: readonly number[]) =>
  ({ type: 'float16', data: bits, dims, location: 'cpu' }) as unknown as ort.Tensor;

/** The bits of a Float16Array, or of a Uint16Array where Node.js has no Float16Array. */
function bitsOf(data: ort.Tensor['data']): Uint16Array {
  const { buffer, byteOffset, length } = data as Uint16Array;
  return new Uint16Array(buffer, byteOffset, length);
}

export const bytesOf = (outputs: OrtTensors): number =>
  Object.values(outputs).reduce((sum, { data }) => sum + (data as Float32Array).byteLength, 0);

/** The name of an output that has a value that is not finite. */
export const notFiniteOutput = (outputs: OrtTensors): string | undefined =>
  Object.entries(outputs).find(([, { type, data }]) => {
    if (type === 'float32') return !areFinite(data as Float32Array);
    return type === 'float16' && !areFiniteHalves(bitsOf(data));
  })?.[0];

/** Inputs or outputs as the models' code sees them: as float32 where the graph has float16, which is converted on the way. */
export function infoOf(metadata: readonly ort.InferenceSession.ValueMetadata[]): TensorInfo[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type === 'float16' ? 'float32' : value.type, dims: value.shape }
      : { name: value.name, type: 'other', dims: [] },
  );
}
