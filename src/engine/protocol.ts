import type { Bbox, BoxUnit, DecodeOptions, Detection, ImageInput, ImageSize, Mask, Point } from '../contract';
import type { HubSettings } from '../hub/hub-config';
import type { CleanUp } from '../masks/clean-up';
import type { EncodedForm } from '../masks/encode-masks';
import type { MaskForms } from '../masks/mask-forms';
import type { ModelRequest, ModelTask } from '../model-files/model-request';
import type { DetectOptions } from '../models/grounding-dino/detector';
import type { Look } from '../models/grounding-dino/look';
import type { PhrasesUsed } from '../models/grounding-dino/phrases';
import type { PromptClass } from '../models/grounding-dino/prompt';
import type { Segment } from '../models/sam/segmenter';
import type { ServerSettings } from './server-settings';

/** The device that a user requests. `auto`: the best of this machine. */
export const requestedDevices = ['auto', 'cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'] as const;
export type RequestedDevice = (typeof requestedDevices)[number];
export type Device = Exclude<RequestedDevice, 'auto'>;

/**
 * Settings of an inference process. It receives them as its first message, not on its command line, which every user of the
 * machine can read: the token must stay secret.
 */
export interface ProcessSettings extends HubSettings {
  readonly device: RequestedDevice;
  /** Threads that a session computes with; 0 = all cores. */
  readonly threads: number;
  /** A model that was not used for these minutes is unloaded; 0 = never. */
  readonly idleMinutes: number;
  /** Whether each model's self-check is repeated once, although its result is remembered. */
  readonly recheck: boolean;
  /** Where models run instead of this machine. Then `device`, `threads` and `recheck` have no use. */
  readonly server?: ServerSettings;
}

export interface LoadParams {
  readonly model: ModelRequest;
  readonly task: ModelTask;
}

export interface DetectParams {
  readonly image: ImageInput;
  readonly decode?: Partial<DecodeOptions> | undefined;
  readonly model: ModelRequest;
  readonly classes: readonly PromptClass[];
  readonly look: Look;
  readonly options: DetectOptions;
}

export interface SegmentParams {
  readonly image: ImageInput;
  readonly decode?: Partial<DecodeOptions> | undefined;
  readonly model: ModelRequest;
  /** The objects to segment; without any, all points show one object. A mask is sent only if the object has no pixel. */
  readonly boxes: readonly Pick<Detection, 'bbox' | 'mask'>[];
  /** By default pixels. */
  readonly boxUnit?: BoxUnit | undefined;
  readonly points: readonly Point[];
  /** Of each box: the mask of the object in an earlier frame, where it should be now. See `SamPrompt`. */
  readonly earlier?: readonly (Mask | undefined)[] | undefined;
  /** The label and score of each object. */
  readonly objects: readonly Pick<Detection, 'label' | 'score'>[];
  readonly cleanUp: CleanUp;
  readonly form?: EncodedForm | undefined;
  /** Pixels by which polygons may differ from the mask's edge. */
  readonly tolerance: number;
}

/** How much onnxruntime rewrites a graph before it runs it. */
export type GraphOptimization = 'all' | 'basic' | 'disabled';

/** How a model was opened. */
export interface LoadedModel {
  readonly model: string;
  /** The commit of the model's repository, if it is from a hub. */
  readonly revision?: string;
  readonly task: ModelTask;
  readonly dtype: string;
  /** `server`: an inference server. */
  readonly device: Device | 'server';
  /** Addresses of the inference servers, `host:port`, separated by commas. */
  readonly server?: string;
  /** Present if the model could not be opened with `all`. It runs slower then. */
  readonly graphOptimization?: Exclude<GraphOptimization, 'all'>;
}

/** Milliseconds, measured in the inference process. */
export interface ProcessTimes {
  queue: number;
  decode: number;
  load: number;
  inference: number;
}

/** Bytes of the bodies that one call exchanged with inference servers. A request that was sent again counts once. */
export interface Traffic {
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

interface ModelResult {
  readonly model: LoadedModel;
  readonly image: ImageSize;
  readonly ms: ProcessTimes;
  /** Absent if the model runs in the inference process. */
  readonly traffic?: Traffic;
}

export interface DetectResult extends ModelResult {
  readonly detections: readonly Detection[];
  readonly phrases: PhrasesUsed;
  /** See `unknownWords`. */
  readonly unknownWords: readonly string[];
  /** The parts of the image that were searched, in its pixels. Absent: all of it. */
  readonly seen?: readonly Bbox[];
}

export interface SegmentResult extends ModelResult {
  readonly segments: readonly FoundSegment[];
  readonly masks?: MaskForms[EncodedForm];
}

/** A segment, and the index of its prompt: duplicates are removed, so positions do not match. */
export interface FoundSegment extends Segment {
  readonly index: number;
  /** The mask before the clean-up. Present if the call has earlier masks. */
  readonly uncleaned?: Mask;
}

/** An inference server, as far as this process used it. */
export interface ServerState {
  /** As in the settings. */
  readonly address: string;
  /** Requests that it has not answered yet. */
  readonly inFlight: number;
  /** Why its last request failed, if it did. */
  readonly lastError?: string;
}

export interface ProcessStatus {
  readonly pid: number;
  /** Version of onnxruntime. Absent if models run on inference servers. */
  readonly onnxruntime?: string;
  /** The inference servers, if models run on some. */
  readonly servers?: readonly ServerState[];
  readonly sharp: string;
  /** Devices that this build of onnxruntime-node knows, whether or not their libraries are installed. */
  readonly devices: readonly string[];
  readonly models: readonly LoadedModel[];
  /** Calls that run or wait in the queue. */
  readonly calls: number;
  readonly memoryMb: number;
}

/** How far a device's results for the built-in image agree with the processor's: the worst of all compared objects. */
export interface Agreement {
  /** How many objects were compared. */
  readonly objects: number;
  /** Lowest IoU of two boxes, 0 to 1. Detectors only. */
  readonly boxIou?: number;
  /** Lowest IoU of two masks, 0 to 1. Segmenters only. */
  readonly maskIou?: number;
  /** Largest difference of two scores, each 0 to 1. */
  readonly scoreDifference: number;
}

/** The result of comparing a device with the processor, for one model. */
export interface DeviceCheck {
  /** A name or an absolute folder, which opens the model again. */
  readonly model: string;
  readonly task: ModelTask;
  readonly dtype: string;
  readonly device: Device;
  /** Version of the runtime. */
  readonly runtime: string;
  /** The driver, or what is known of it: the operating system. */
  readonly driver: string;
  /** Threads of the processor's sessions; 0 = all cores. */
  readonly threads: number;
  /** `unfinished`: the process ended during the check. */
  readonly state: 'passed' | 'refused' | 'unfinished';
  /** How many checks did not finish. */
  readonly unfinished?: number;
  /** Absent if the processor cannot run the model: then there is nothing to compare with. */
  readonly agreement?: Agreement;
  /** Why it is refused, if no results could be compared. */
  readonly reason?: string;
  /** Milliseconds for the built-in image: the fastest run. */
  readonly ms?: number;
  readonly processorMs?: number;
  /** Whether the device is emulated by the processor. */
  readonly isSoftware?: boolean;
  /** When the check ended, ISO 8601. */
  readonly time: string;
}

/** What the inference process answers. One line here is one file in `child/operations/`. */
export interface ProcessApi {
  load(params: LoadParams): LoadedModel;
  /** Closes every open model that none of `held` names. */
  retain(params: { readonly held: readonly LoadParams[] }): void;
  /** Closes an open model, so that the next call opens it again. Returns whether it was open. */
  reopen(params: Pick<LoadedModel, 'task' | 'model' | 'dtype'>): boolean;
  /** Ends the downloads of a model, named as its user wrote it. Returns whether one was running. */
  cancelDownload(params: { readonly model: string }): boolean;
  detect(params: DetectParams): DetectResult;
  segment(params: SegmentParams): SegmentResult;
  status(params: undefined): ProcessStatus;
  /** All remembered comparisons of devices with the processor, ordered by model and device. */
  checks(params: undefined): readonly DeviceCheck[];
  /** Unloads the models that the process loaded on inference servers. The last call to a process. */
  unload(params: undefined): void;
}
