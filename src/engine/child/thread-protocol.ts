import type { RequestedDtype } from '../../model-files/dtype';
import type { GraphChoice } from '../../model-files/model-folder';
import type { TensorInfo } from '../../models/session';
import type { NamedTensors } from '../../tensor/tensor';
import type { RequestedDevice } from '../protocol';
import type { OpenedGraphs } from './open-graphs';

/** What the session thread answers to the main thread of the inference process. */
export interface ThreadApi {
  /** Opens all graphs of a model. */
  open(params: OpenParams): OpenedGraphs<OpenedSession>;
  close(params: { session: number }): void;
  run(params: RunParams): RunAnswer;
  /** Runs and holds on to the outputs, under the id that comes back. */
  runAndKeep(params: RunParams): { kept: number; bytes: number; ms: number };
  forget(params: { kept: number }): void;
  runtime(params: undefined): { version: string; devices: string[] };
}

export interface OpenParams {
  /** The files of each dtype that may be opened. */
  readonly choices: readonly GraphChoice[];
  readonly dtype: RequestedDtype;
  readonly device: RequestedDevice;
  readonly threads: number;
}

export interface OpenedSession {
  readonly session: number;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
}

export interface RunParams {
  readonly session: number;
  readonly feeds: NamedTensors;
  /** Outputs held from an earlier run, fed by name beside `feeds`. */
  readonly kept?: number;
}

export interface RunAnswer {
  readonly outputs: NamedTensors;
  /** Milliseconds that the run took, without waiting for its turn. */
  readonly ms: number;
}
