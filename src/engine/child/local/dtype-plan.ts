import type { Dtype, RequestedDtype } from '../../../model-files/dtype';
import { dtypesFor } from '../../preferred-dtypes';
import type { Device, GraphOptimization } from '../../protocol';

/** One way to open a model's graphs. */
export interface Attempt {
  readonly dtype: Dtype;
  readonly graphOptimization: GraphOptimization;
}

/** The ways to open a model on a device, in the order in which they are tried. */
export const attemptsFor = (requested: RequestedDtype, device: Device, available: readonly Dtype[]): Attempt[] =>
  dtypesFor(requested, [device])
    .filter((dtype) => available.includes(dtype))
    .flatMap((dtype) => OPTIMIZATIONS.map((graphOptimization) => ({ dtype, graphOptimization })));

const OPTIMIZATIONS: readonly GraphOptimization[] = ['all', 'basic', 'disabled'];

/** What may help if onnxruntime cannot open a graph. */
export type Cure = 'lower optimization' | 'another dtype';

/** Failures that are no fault of the file. Any other failure, such as a truncated file, is reported to the user. */
const knownFailures: readonly { readonly says: RegExp; readonly cure: Cure }[] = [
  // Fusions that lose the casts they put into graphs of float16: microsoft/onnxruntime#26717, #25692.
  { says: /InsertedPrecisionFreeCast/, cure: 'lower optimization' },
  { says: /SimplifiedLayerNormFusion/, cure: 'lower optimization' },
  { says: /Attempting to get index by a name which does not exist/, cure: 'lower optimization' },
  // An operator without a kernel on this device for this precision, such as ConvInteger on CUDA.
  { says: /Could not find an implementation for/, cure: 'another dtype' },
];

export const cureFor = (message: string): Cure | undefined =>
  knownFailures.find(({ says }) => says.test(message))?.cure;
