import type { Detection, ImageInput, ImageSize, Mask, Point, StageTimes } from '../contract';
import { roundedTimes } from '../contract/vision';
import { maskBounds } from '../geometry/mask';
import type { ModelRequest, ModelTask } from '../hub/model-folder';
import type { OnProgress } from '../hub/progress';
import type { DetectOptions } from '../models/grounding-dino/detector';
import type { PromptClass } from '../models/grounding-dino/prompt';
import { promptsFrom } from '../models/sam/prompt';
import { type EngineSettings, hostFor } from './parent/engine-host';
import type { LoadedModel, ProcessStatus, ProcessTimes } from './protocol';

export interface DetectRequest extends Partial<DetectOptions> {
  readonly image: ImageInput;
  readonly model: ModelRequest;
  /** What to look for: see `parsePrompt`. */
  readonly classes: readonly PromptClass[];
}

export interface SegmentRequest<D extends Pick<Detection, 'bbox'> = Detection> {
  readonly image: ImageInput;
  readonly model: ModelRequest;
  readonly detections: readonly D[];
  /** Each detection takes those in its box. Without detections all together show one object. */
  readonly points?: readonly Point[];
}

export interface CallOptions {
  /** Ends the call with the signal's reason; work that has not begun is dropped. */
  readonly signal?: AbortSignal;
  /** The model is being downloaded: called a few times per second until it is here. */
  readonly onProgress?: OnProgress;
}

export interface Result {
  /** The upright image. */
  readonly image: ImageSize;
  readonly detections: readonly Detection[];
  /** Which model ran, and where it really ran. */
  readonly model: LoadedModel;
  readonly ms: StageTimes;
}

/**
 * One user's access to an inference process. Engines of one name and the same settings share a process and its models;
 * the process is forked by the first call.
 */
export interface Engine {
  /** Says that the model will be needed, so that it outlives a redeploy. Starts nothing. */
  hold(task: ModelTask, model: ModelRequest): void;
  /** Opens a model ahead of its first use. */
  load(task: ModelTask, model: ModelRequest, options?: CallOptions): Promise<LoadedModel>;
  /** Finds what the classes name. Best score first, boxes in pixels of the upright image; `[]` where nothing is found. */
  detect(request: DetectRequest, options?: CallOptions): Promise<Result>;
  /** The same detections in the same order, each with its mask; without any, the object that the points show. */
  segment<D extends Detection>(request: SegmentRequest<D>, options?: CallOptions): Promise<Result>;
  /** `undefined` while no process runs. */
  status(): Promise<ProcessStatus | undefined>;
  /**
   * Gives this access back. Models nobody else uses are unloaded, and without users the process ends, after a grace
   * period, so that a redeploy finds them as they were.
   */
  close(): Promise<void>;
}

export const detectDefaults: DetectOptions = {
  threshold: 0.3,
  phrases: 'auto',
  nms: 'class',
  nmsIou: 0.5,
  maxDetections: 100,
};

/** @param name engines of different names never share a process */
export function openEngine(name = '', settings: Partial<EngineSettings> = {}): Engine {
  const host = hostFor(name, settings);
  const user = host.join();
  let isClosed = false;

  return {
    hold: (task, model) => host.hold(user, task, model),

    load: (task, model, callOptions) => {
      host.hold(user, task, model);
      return host.call('load', { task, model }, callOptions);
    },

    async detect({ image, model, classes, ...options }, callOptions) {
      const start = performance.now();
      host.hold(user, 'detector', model);
      const answer = await host.call(
        'detect',
        { image, model, classes, options: { ...detectDefaults, ...options } },
        callOptions,
      );
      return { ...answer, ms: stageTimes(answer.ms, start) };
    },

    async segment({ image, model, detections, points = [] }, callOptions) {
      const start = performance.now();
      host.hold(user, 'segmenter', model);
      const prompts = promptsFrom(
        detections.map(({ bbox }) => bbox),
        points,
      );
      const { segments, ...answer } = await host.call('segment', { image, model, prompts }, callOptions);
      const masked = segments.map(({ mask, ...scores }, index) => ({
        ...(detections[index] ?? { label: 'object', score: 1, bbox: maskBounds(mask) }),
        ...scores,
        mask: withOwnBuffer(mask),
      }));
      return { ...answer, detections: masked, ms: stageTimes(answer.ms, start) };
    },

    status: () => host.status(),

    async close() {
      if (isClosed) return;
      isClosed = true;
      host.leave(user);
    },
  };
}

/** What came out of the process is a view of the whole answer; the contract promises every mask its own Buffer. */
function withOwnBuffer(mask: Mask): Mask {
  return { ...mask, data: Buffer.from(new Uint8Array(mask.data).buffer) };
}

const stageTimes = (ms: ProcessTimes, start: number): StageTimes =>
  roundedTimes({ ...ms, total: performance.now() - start });

export type { EngineSettings };
