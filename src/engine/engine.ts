import type { Detection, ImageInput, ImageSize, Point, StageTimes } from '../contract';
import { roundedTimes } from '../contract/vision';
import { maskBounds } from '../geometry/mask';
import type { OnProgress } from '../hub/progress';
import { type CleanUp, cleanUpDefaults } from '../masks/clean-up';
import type { MaskForm, MaskForms } from '../masks/mask-form';
import { maskTensor } from '../masks/mask-tensor';
import type { ModelRequest, ModelTask } from '../model-files/model-folder';
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

export interface SegmentRequest<D extends Pick<Detection, 'bbox'> = Detection, F extends MaskForm = MaskForm> {
  readonly image: ImageInput;
  readonly model: ModelRequest;
  readonly detections: readonly D[];
  /** Each detection takes those in its box. Without detections all together show one object. */
  readonly points?: readonly Point[];
  /** What is done to the masks; by default nothing. Duplicates it finds are not among the result's detections. */
  readonly cleanUp?: Partial<CleanUp>;
  /** The form in which the result has the masks once more. */
  readonly form?: F | undefined;
  /** Pixels by which the form `polygons` may be off, by default 1; 0 = along the edges of the pixels. */
  readonly tolerance?: number;
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

export interface SegmentResult<F extends MaskForm = MaskForm> extends Result {
  /** Where a form was asked for. */
  readonly masks?: MaskForms[F];
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
  segment<D extends Detection, F extends MaskForm>(
    request: SegmentRequest<D, F>,
    options?: CallOptions,
  ): Promise<SegmentResult<F>>;
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
      return host.request('load', { task, model }, callOptions);
    },

    async detect({ image, model, classes, ...options }, callOptions) {
      const start = performance.now();
      host.hold(user, 'detector', model);
      const answer = await host.request(
        'detect',
        { image, model, classes, options: { ...detectDefaults, ...options } },
        callOptions,
      );
      return { ...answer, ms: stageTimes(answer.ms, start) };
    },

    async segment<D extends Detection, F extends MaskForm>(
      { image, model, detections, points = [], cleanUp, form, tolerance = 1 }: SegmentRequest<D, F>,
      callOptions?: CallOptions,
    ) {
      const start = performance.now();
      host.hold(user, 'segmenter', model);
      const prompts = promptsFrom(
        detections.map(({ bbox }) => bbox),
        points,
      );
      const objects = prompts.map((_, index) => detections[index] ?? pointedObject);
      const wanted: MaskForm | undefined = form;
      const params = {
        ...{ image, model, prompts, tolerance },
        objects: objects.map(({ label, score }) => ({ label, score })),
        cleanUp: { ...cleanUpDefaults, ...cleanUp },
        form: wanted === 'tensor' ? undefined : wanted,
      };
      const { segments, masks: written, ...answer } = await host.request('segment', params, callOptions);
      const masked = segments.map(({ mask, maskScore, area, index }) => ({
        ...(detections[index] ?? { ...pointedObject, bbox: maskBounds(mask) }),
        ...{ maskScore, area },
        mask: { ...mask, data: withOwnMemory(mask.data) },
      }));
      const masks = wanted === 'tensor' ? await maskTensor(masked, answer.image) : written && withOwnBuffers(written);
      const result = { ...answer, detections: masked, ms: stageTimes(answer.ms, start) };
      return masks === undefined ? result : { ...result, masks: masks as MaskForms[F] };
    },

    status: () => host.status(),

    async close() {
      if (isClosed) return;
      isClosed = true;
      host.leave(user);
    },
  };
}

/** What points show without a detection. */
const pointedObject = { label: 'object', score: 1 } as const;

/** What came out of the process is a view of the whole answer; the contract promises every mask its own Buffer. */
const withOwnMemory = (data: Buffer): Buffer => Buffer.from(new Uint8Array(data).buffer);

function withOwnBuffers(masks: Buffer | readonly unknown[]): Buffer | unknown[] {
  if (Buffer.isBuffer(masks)) return withOwnMemory(masks);
  return masks.map((item) => (Buffer.isBuffer(item) ? withOwnMemory(item) : item));
}

const stageTimes = (ms: ProcessTimes, start: number): StageTimes =>
  roundedTimes({ ...ms, total: performance.now() - start });

export type { EngineSettings };
