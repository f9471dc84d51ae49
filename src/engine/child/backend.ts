import type { Bbox, Mask } from '../../contract';
import { VisionError } from '../../errors';
import type { ModelFiles } from '../../hub/hub';
import type { Dtype, RequestedDtype } from '../../model-files/dtype';
import type { ModelTask } from '../../model-files/model-request';
import type { Session, TensorInfo } from '../../models/session';
import type { Device, DeviceCheck, GraphOptimization, ServerState } from '../protocol';
import type { CallTimes } from './call-times';

/**
 * Where the graphs of models run. `local/` runs them in this process, `remote/` on inference servers. Another backend is a folder
 * next to them and a line in `main.ts`. `describeBackend` is what every backend must pass.
 */
export interface Backend {
  /** How many calls may work at a time. The others wait in a queue. */
  readonly concurrency: number;
  /** Whether a run ends when its call is cancelled. If not, a hung run can only be ended together with the process. */
  readonly canAbortRun: boolean;
  /**
   * The precisions to fetch and open for a request, best first. Called before anything is downloaded. Empty if the graphs are
   * not on this machine: then only the other files are fetched, and `ModelFiles.graphs` has the names on a server.
   */
  preferredDtypes(requested: RequestedDtype): Promise<readonly Dtype[]>;
  /**
   * Opens all graphs of a model, in the order of the task, or none.
   * @param trial how a backend that chooses between devices can compare them. Others ignore it
   * @throws VisionError `MODEL_UNSUPPORTED`, `DEVICE_UNAVAILABLE`, `ENGINE_CRASHED`
   */
  open(files: ModelFiles, requested: RequestedDtype, call: BackendCall, trial?: ModelTrial): Promise<OpenedModel>;
  /** The runtime's version, and the devices that it was built for, whether or not their libraries are installed. */
  runtime(): Promise<{ readonly version: string; readonly devices: readonly string[] }>;
  /** The servers on which it runs graphs. Absent if it runs them in this process. */
  servers?(): readonly ServerState[];
  /** Unloads what it loaded on servers. Absent if it runs graphs in this process. */
  unload?(): Promise<void>;
  /** The remembered comparisons of its devices. Absent if the backend does not choose between devices. */
  checks?(): Promise<readonly DeviceCheck[]>;
}

/** What a backend needs to know of the call that it works for. */
export interface BackendCall {
  /** Receives `queue` (waiting for other runs) and `inference`. */
  readonly times: CallTimes;
  /** Work that has not begun fails with the signal's reason. So does a run where `canAbortRun` says so. */
  readonly signal: AbortSignal;
  /** Called when opening a model or running a graph has its turn. */
  readonly onTurn: () => void;
  /** Called when it has to wait for its turn, because the backend works for another call. */
  readonly onWait?: () => void;
}

/** Runs a model on a built-in image, so that the results of two devices can be compared. */
export interface ModelTrial {
  /** A name or an absolute folder, for messages and to open the model again. */
  readonly model: string;
  readonly task: ModelTask;
  /** @returns detections, best score first, or the segments of fixed prompts, each with a label of its own */
  run(opened: OpenedModel, call: BackendCall): Promise<readonly TrialObject[]>;
}

/** One object of the built-in image. In pixels of the image. */
export interface TrialObject {
  readonly label: string;
  /** 0 to 1. */
  readonly score: number;
  readonly bbox?: Bbox;
  readonly mask?: Mask;
}

/** The same call for work whose result other calls use too: it does not end when this call is cancelled. */
export const sharedWork = (call: BackendCall): BackendCall => ({ ...call, signal: NEVER_ABORTED });

const NEVER_ABORTED = new AbortController().signal;

/** The graphs of a model, and how they were opened. */
export interface OpenedModel {
  readonly graphs: readonly OpenGraph[];
  readonly device: Device | 'server';
  /** `server`: the precision was chosen on the server. */
  readonly dtype: Dtype | 'server';
  readonly graphOptimization: GraphOptimization;
  /** See `LoadedModel`. */
  readonly server?: string;
}

/** A graph that a backend holds open. */
export interface OpenGraph {
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** The graph as one call runs it. Runs of a closed graph fail with `MODEL_NOT_FOUND`. */
  sessionFor(call: BackendCall): Session;
  close(): Promise<void>;
}

/** A run failed, and its graph is no longer the one that was opened. It may succeed after the model is opened again. */
export class GraphChanged extends VisionError {
  constructor({ code, message }: VisionError) {
    super(code, message);
  }
}

/** Closes all graphs of a model. */
export async function closeGraphs({ graphs }: Pick<OpenedModel, 'graphs'>): Promise<void> {
  await Promise.all(graphs.map((graph) => graph.close()));
}
