import type { Dtype, RequestedDtype } from '../../model-files/dtype';
import type { Device, GraphOptimization } from '../protocol';

/**
 * What `auto` takes on a device, best first. What is not listed is never taken there, only when asked for by name.
 *
 * Processor: Grounding DINO tiny's graph at 800x800 with random weights, onnxruntime-node 1.30, 2 threads, took 4.8 s as
 * fp32, 5.1 fp16, 4.6 q4, 5.7 q4f16, 4.1 int8. Its published files have 719 (fp32), 360 (fp16), 227 (q4), 218 (bnb4), 151
 * (q4f16) and 204 MB (8 bit). Boxes share 0.97 with those of fp32 as q4f16 and 0.87 as int8 (intersection over union,
 * measured by others). So quality decides: 8 bit saves little time for what it loses.
 *
 * CUDA: half of the memory first; 8-bit files are known not to load there. DirectML ran fp32 for others. Elsewhere nothing
 * was measured: fp32 is what every provider knows, and bnb4 has kernels for the processor and CUDA only.
 */
const autoOrder: Readonly<Record<Device, readonly Dtype[]>> = {
  cpu: ['fp32', 'fp16', 'q4', 'q4f16', 'bnb4', 'q8', 'int8', 'uint8'],
  cuda: ['fp16', 'fp32', 'q4f16', 'q4', 'bnb4'],
  tensorrt: ['fp16', 'fp32'],
  dml: ['fp32', 'fp16', 'q4', 'q4f16', 'q8', 'int8', 'uint8'],
  webgpu: ['fp32', 'fp16', 'q4', 'q4f16'],
  coreml: ['fp32', 'fp16'],
};

/** One way to open a model's graphs. */
export interface Attempt {
  readonly dtype: Dtype;
  readonly graphOptimization: GraphOptimization;
}

/** The ways to try, in order. Where a dtype is asked for by name, no other is tried. */
export function attemptsFor(wish: RequestedDtype, device: Device, present: readonly Dtype[]): Attempt[] {
  const wanted = wish === 'auto' ? autoOrder[device] : [wish];
  return wanted
    .filter((dtype) => present.includes(dtype))
    .flatMap((dtype) => OPTIMIZATIONS.map((graphOptimization) => ({ dtype, graphOptimization })));
}

const OPTIMIZATIONS: readonly GraphOptimization[] = ['all', 'basic', 'disabled'];

/** What helps where onnxruntime cannot open a graph. */
export type Cure = 'lower optimization' | 'another dtype';

/** Failures that say nothing against the file: anything else, as a file that was cut off, is for the user to see. */
const knownFailures: readonly { readonly says: RegExp; readonly cure: Cure }[] = [
  // Fusions that lose sight of the casts they put into graphs of float16: microsoft/onnxruntime#26717, #25692.
  { says: /InsertedPrecisionFreeCast/, cure: 'lower optimization' },
  { says: /SimplifiedLayerNormFusion/, cure: 'lower optimization' },
  { says: /Attempting to get index by a name which does not exist/, cure: 'lower optimization' },
  // An operator without a kernel on this device for this dtype, such as ConvInteger on CUDA.
  { says: /Could not find an implementation for/, cure: 'another dtype' },
];

export const cureFor = (message: string): Cure | undefined =>
  knownFailures.find(({ says }) => says.test(message))?.cure;
