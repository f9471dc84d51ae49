import type { RequestedDtype } from '../../../model-files/dtype';
import type { GraphChoice } from '../../../model-files/model-folder';
import type { TensorInfo } from '../../../models/session';
import type { NamedTensors } from '../../../tensor/tensor';
import type { Device } from '../../protocol';
import type { OpenedGraphs } from './open-graphs';

/** What the session thread answers to the main thread of the inference process. */
export interface SessionApi {
  /** Opens all graphs of a model. */
  open(params: OpenParams): OpenedGraphs<OpenedSession>;
  close(params: { session: number }): void;
  run(params: RunParams): RunResult;
  /** Runs a graph and keeps its outputs, under the returned id. `notFinite`: an output with a value that is not finite. */
  runAndKeep(params: RunParams): KeptResult;
  /** Frees kept outputs. */
  forget(params: { kept: number }): void;
  runtime(params: undefined): Runtime;
}

export interface OpenParams {
  /** The files of each precision that may be opened. */
  readonly choices: readonly GraphChoice[];
  readonly dtype: RequestedDtype;
  /** In the order in which they are tried. */
  readonly devices: readonly Device[];
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
  /** Id of kept outputs, which are fed by name together with `feeds`. */
  readonly kept?: number;
}

export interface FinishedRun {
  /** Milliseconds that the run took, without waiting for its turn. */
  readonly ms: number;
  /** The feeds, which the run no longer needs. */
  readonly feeds: NamedTensors;
}

export interface RunResult extends FinishedRun {
  readonly outputs: NamedTensors;
}

export interface KeptResult extends FinishedRun {
  readonly kept: number;
  readonly bytes: number;
  readonly notFinite: string | undefined;
}

export interface Runtime {
  readonly version: string;
  /** Devices that this build of onnxruntime-node knows. */
  readonly devices: readonly string[];
  /** Why a device cannot be tried. */
  readonly missing: Readonly<Partial<Record<Device, string>>>;
}
