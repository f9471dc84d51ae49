import type { NamedTensors, TensorType } from '../tensor/tensor';

/** An input or output of a graph. A dimension that the graph leaves open carries its symbolic name. */
export interface TensorInfo {
  readonly name: string;
  readonly type: TensorType | string;
  readonly dims: readonly (number | string)[];
}

/** Outputs that stay beside the session: a SAM 2 image embedding is 17 MB, too much to move for every prompt. */
export interface KeptTensors {
  readonly bytes: number;
  /** Frees the memory. Runs that were asked for before still see the tensors. */
  release(): void;
}

/** One opened ONNX graph. The port through which model knowledge reaches a runtime. */
export interface Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Runs the graph. `feeds` are moved away: their data must not be used afterwards. */
  run(feeds: NamedTensors, kept?: KeptTensors): Promise<NamedTensors>;
  /** Runs the graph and keeps its outputs, to be fed to other sessions by name. */
  runAndKeep(feeds: NamedTensors): Promise<KeptTensors>;
}
