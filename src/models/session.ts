import type { NamedTensors, TensorType } from '../tensor/tensor';

/** An input or output of a graph. A dimension that the graph leaves open has its symbolic name. */
export interface TensorInfo {
  readonly name: string;
  readonly type: TensorType | string;
  readonly dims: readonly (number | string)[];
}

/** Outputs that stay where the session runs: a SAM 2 image embedding is 17 MB, too large to move for every prompt. */
export interface KeptTensors {
  readonly bytes: number;
  /** Frees the memory. Runs that were requested before can still use the tensors. */
  release(): void;
}

/** One opened ONNX graph. The port through which model code reaches a runtime. */
export interface Session {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Runs of one call that may be in flight, such as one that travels to a server while another computes. By default one. */
  readonly runsAtOnce?: number;
  /**
   * Runs the graph. Moves the data of `feeds` away: it must not be used afterwards.
   * @param kept tensors of an earlier `runAndKeep`, fed by their names
   * @param reads names of the outputs that the caller reads. Others need not be in the result. By default all
   */
  run(feeds: NamedTensors, kept?: KeptTensors, reads?: readonly string[]): Promise<NamedTensors>;
  /**
   * Runs the graph and keeps its outputs, which other sessions can take as inputs of the same names.
   * @param reads names of the outputs that those sessions take. Others need not be kept. By default all
   * @throws NotFiniteError
   */
  runAndKeep(feeds: NamedTensors, reads?: readonly string[]): Promise<KeptTensors>;
}
