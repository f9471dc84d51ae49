import type { Detection, ImageInput, ImageSize } from '../contract';
import type { HubSettings } from '../hub/hub-config';
import type { CleanUp } from '../masks/clean-up';
import type { MaskForms } from '../masks/mask-form';
import type { WrittenForm } from '../masks/written-forms';
import type { ModelRequest, ModelTask } from '../model-files/model-folder';
import type { DetectOptions } from '../models/grounding-dino/detector';
import type { PromptClass } from '../models/grounding-dino/prompt';
import type { SamPrompt } from '../models/sam/prompt';
import type { Segment } from '../models/sam/segmenter';

/** Where sessions may run. `auto`: the best that this machine has. */
export const requestedDevices = ['auto', 'cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'] as const;
export type RequestedDevice = (typeof requestedDevices)[number];
export type Device = Exclude<RequestedDevice, 'auto'>;

/**
 * What a vision-engine is set to. Everything in it holds for the whole process, which gets it as its first message: the
 * token must not be on a command line, which everybody on the machine can read.
 */
export interface ProcessSettings extends HubSettings {
  readonly device: RequestedDevice;
  /** Threads a session computes with; 0 = all cores. */
  readonly threads: number;
  /** Minutes without use after which a model is unloaded; 0 = never. */
  readonly idleMinutes: number;
}

export interface LoadParams {
  readonly model: ModelRequest;
  readonly task: ModelTask;
}

export interface DetectParams {
  readonly image: ImageInput;
  readonly model: ModelRequest;
  readonly classes: readonly PromptClass[];
  readonly options: DetectOptions;
}

export interface SegmentParams {
  readonly image: ImageInput;
  readonly model: ModelRequest;
  readonly prompts: readonly SamPrompt[];
  /** What each prompt shows. */
  readonly objects: readonly Pick<Detection, 'label' | 'score'>[];
  readonly cleanUp: CleanUp;
  readonly form?: WrittenForm | undefined;
  /** Pixels by which polygons may be off. */
  readonly tolerance: number;
}

/** How much onnxruntime rewrites a graph before it runs it. */
export type GraphOptimization = 'all' | 'basic' | 'disabled';

/** How a model was opened. */
export interface LoadedModel {
  readonly model: string;
  /** The commit of the model's repository, where it came from a hub. */
  readonly revision?: string;
  readonly task: ModelTask;
  readonly dtype: string;
  readonly device: Device;
  /** Only where the model could not be opened with all of it: it runs slower then. */
  readonly graphOptimization?: Exclude<GraphOptimization, 'all'>;
}

/** Milliseconds, as the process sees them. */
export interface ProcessTimes {
  queue: number;
  decode: number;
  load: number;
  inference: number;
}

interface Answer {
  readonly model: LoadedModel;
  readonly image: ImageSize;
  readonly ms: ProcessTimes;
}

export interface DetectAnswer extends Answer {
  readonly detections: readonly Detection[];
}

export interface SegmentAnswer extends Answer {
  readonly segments: readonly FoundSegment[];
  readonly masks?: MaskForms[WrittenForm];
}

/** Duplicates are left out, so each says which prompt it is of. */
export interface FoundSegment extends Segment {
  readonly index: number;
}

export interface ProcessStatus {
  readonly pid: number;
  readonly onnxruntime: string;
  readonly sharp: string;
  /** Execution providers that this build of onnxruntime-node knows, whether or not their libraries are here. */
  readonly devices: readonly string[];
  readonly models: readonly LoadedModel[];
  /** Calls that run or wait. */
  readonly calls: number;
  readonly memoryMb: number;
}

/** What the inference process answers. One line here is one method on both sides. */
export interface ProcessApi {
  load(params: LoadParams): LoadedModel;
  /** Closes a model's sessions, if they are open. */
  unload(params: LoadParams): void;
  detect(params: DetectParams): DetectAnswer;
  segment(params: SegmentParams): SegmentAnswer;
  status(params: undefined): ProcessStatus;
}
