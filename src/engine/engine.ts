import { refuseLongTexts, sendableImage, withOwnMemory } from '../calls/sendable';
import type { Detection, ImageSize, StageTimes } from '../contract';
import { refuseMore } from '../contract/detections-input';
import { inPixels } from '../contract/placed-boxes';
import { refuseMorePoints } from '../contract/points-input';
import { roundedTimes } from '../contract/vision';
import { emptyMask, maskBounds } from '../geometry/mask';
import { cleanUpDefaults } from '../masks/clean-up';
import type { MaskForm, MaskForms } from '../masks/mask-forms';
import { stackMasks } from '../masks/stack-masks';
import type { ModelRequest, ModelTask } from '../model-files/model-request';
import type { DetectOptions } from '../models/grounding-dino/detector';
import { checkLook } from '../models/grounding-dino/look-input';
import { hostFor } from './parent/engine-host';
import { type EngineSettings, engineLimits, type GivenSettings } from './parent/engine-settings';
import type { DeviceCheck, FoundSegment, LoadedModel, ProcessStatus, ProcessTimes } from './protocol';
import type {
  CallOptions,
  ContinuedMask,
  DetectRequest,
  DetectResult,
  SegmentRequest,
  SegmentResult,
} from './requests';

/**
 * One user's access to an inference process. Engines of one name and the same settings share a process and its models. The
 * first call forks the process.
 */
export interface Engine {
  /** Reports that this user needs the model, so that it stays open over a redeploy. Starts nothing. */
  hold(task: ModelTask, model: ModelRequest): void;
  /** Opens a model ahead of its first use. */
  load(task: ModelTask, model: ModelRequest, options?: CallOptions): Promise<LoadedModel>;
  /** Finds the objects that the classes name: best score first, boxes in pixels of the upright image. */
  detect(request: DetectRequest, options?: CallOptions): Promise<DetectResult>;
  /** The same detections in the same order, each with its mask. Without detections, the object that the points show. */
  segment<D extends Detection, F extends MaskForm>(
    request: SegmentRequest<D, F>,
    options?: CallOptions,
  ): Promise<SegmentResult<F>>;
  /** `undefined` while no process runs. */
  status(): Promise<ProcessStatus | undefined>;
  /** The remembered comparisons of devices with the processor, of all models of this machine. Starts the process. */
  deviceChecks(): Promise<readonly DeviceCheck[]>;
  /**
   * Gives this access back. After a grace period, in which a redeploy finds everything as it was, models without another
   * user are unloaded, and a process without users ends.
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

/**
 * @param name engines of different names never share a process
 * @throws VisionError `INVALID_INPUT` if a setting is out of range: see `engineLimits` and `serverLimits`
 */
export function openEngine(name = '', settings: GivenSettings = {}): Engine {
  const host = hostFor(name, settings);
  const user = host.join();
  let isClosed = false;

  return {
    hold: (task, model) => host.hold(user, task, model),

    load: (task, model, callOptions) => {
      host.hold(user, task, model);
      return host.request('load', { task, model }, callOptions);
    },

    async detect({ image, decode, model, classes, look = { at: 'whole' }, ...options }, callOptions) {
      const start = performance.now();
      checkLook(look);
      host.hold(user, 'detector', model);
      const sent = sendableImage(image);
      const params = { image: sent, decode, model, classes, look, options: { ...detectDefaults, ...options } };
      const result = await host.request('detect', params, callOptions);
      return { ...result, ms: stageTimes(result.ms, start) };
    },

    async segment<D extends Detection, F extends MaskForm>(
      {
        image,
        decode,
        model,
        detections,
        boxUnit,
        points = [],
        earlier,
        cleanUp,
        form,
        tolerance = 1,
      }: SegmentRequest<D, F>,
      callOptions?: CallOptions,
    ) {
      const start = performance.now();
      host.hold(user, 'segmenter', model);
      refuseMore('The image', detections.length);
      refuseMorePoints('The image', points.length);
      const isPointed = detections.length === 0 && points.length > 0;
      const objects = (isPointed ? [pointedObject] : detections).map(({ label, score }) => ({ label, score }));
      refuseLongTexts(objects);
      const requested: MaskForm | undefined = form;
      const params = {
        image: sendableImage(image),
        decode,
        model,
        boxes: detections.map(boxOf),
        boxUnit,
        points,
        earlier,
        tolerance,
        objects,
        cleanUp: { ...cleanUpDefaults, ...cleanUp },
        form: requested === 'tensor' ? undefined : requested,
      };
      const { segments, masks: written, ...result } = await host.request('segment', params, callOptions);
      const placed = boxUnit === 'shares' ? detections.map((one) => inImage(one, result.image)) : detections;
      const masked = segments.map(({ mask, maskScore, area, index }) => ({
        ...(placed[index] ?? { ...pointedObject, bbox: maskBounds(mask) }),
        ...{ maskScore, area },
        mask: { ...mask, data: withOwnMemory(mask.data) },
      }));
      const masks =
        requested === 'tensor' ? await stackMasks(masked, result.image) : written && withOwnBuffers(written);
      const complete = { ...result, detections: masked, ms: stageTimes(result.ms, start) };
      return {
        ...complete,
        ...(masks === undefined ? {} : { masks: masks as MaskForms[F] }),
        ...(earlier === undefined ? {} : { continuity: segments.map(continuedMask) }),
      };
    },

    status: () => host.status(),
    deviceChecks: () => host.request('checks', undefined),

    async close() {
      if (isClosed) return;
      isClosed = true;
      host.leave(user);
    },
  };
}

/** The box of a detection. The mask says that the box is empty because no pixel was found. */
const boxOf = ({ bbox, mask }: Detection): Pick<Detection, 'bbox' | 'mask'> =>
  mask && bbox[2] === 0 && bbox[3] === 0 ? { bbox, mask: emptyMask() } : { bbox };

const inImage = <D extends Detection>(detection: D, image: ImageSize): D => ({
  ...detection,
  bbox: inPixels(detection.bbox, image),
});

const continuedMask = ({ mask, uncleaned = mask, continuity }: FoundSegment): ContinuedMask => ({
  mask: { ...uncleaned, data: withOwnMemory(uncleaned.data) },
  ...continuity,
});

/** The object that points show without a detection. */
const pointedObject = { label: 'object', score: 1 } as const;

/** The contract promises every mask a Buffer of its own. */
function withOwnBuffers(masks: Buffer | readonly unknown[]): Buffer | unknown[] {
  if (Buffer.isBuffer(masks)) return withOwnMemory(masks);
  return masks.map((item) => (Buffer.isBuffer(item) ? withOwnMemory(item) : item));
}

const stageTimes = (ms: ProcessTimes, start: number): StageTimes =>
  roundedTimes({ ...ms, total: performance.now() - start });

export { type EngineSettings, engineLimits, type GivenSettings };
