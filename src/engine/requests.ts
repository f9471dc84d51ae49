import type {
  Bbox,
  BoxUnit,
  DecodeOptions,
  Detection,
  ImageInput,
  ImageSize,
  Mask,
  Point,
  StageTimes,
} from '../contract';
import type { OnProgress } from '../hub/progress';
import type { CleanUp } from '../masks/clean-up';
import type { MaskForm, MaskForms } from '../masks/mask-forms';
import type { ModelRequest } from '../model-files/model-request';
import type { DetectOptions } from '../models/grounding-dino/detector';
import type { Look } from '../models/grounding-dino/look';
import type { PhrasesUsed } from '../models/grounding-dino/phrases';
import type { PromptClass } from '../models/grounding-dino/prompt';
import type { Continuity } from '../models/sam/segmenter';
import type { LoadedModel, Traffic } from './protocol';

export interface DetectRequest extends Partial<DetectOptions> {
  readonly image: ImageInput;
  /** How the image is decoded, by default `decodeDefaults`. */
  readonly decode?: Partial<DecodeOptions> | undefined;
  readonly model: ModelRequest;
  /** What to look for: see `parsePrompt`. */
  readonly classes: readonly PromptClass[];
  /** Which parts of the image the detector runs on, by default the complete image. */
  readonly look?: Look;
}

export interface SegmentRequest<D extends Pick<Detection, 'bbox'> = Detection, F extends MaskForm = MaskForm> {
  readonly image: ImageInput;
  /** How the image is decoded, by default `decodeDefaults`. */
  readonly decode?: Partial<DecodeOptions> | undefined;
  readonly model: ModelRequest;
  readonly detections: readonly D[];
  /** Unit of the boxes of `detections`, by default pixels. The boxes of the result are in pixels. */
  readonly boxUnit?: BoxUnit;
  /** Each detection takes the points in its box. Without detections, all points together show one object. */
  readonly points?: readonly Point[];
  /**
   * For each detection, the mask of its object in an earlier frame, moved to where it should be now. Of the candidates for
   * such a detection, the one most like this mask is kept. If none is like it, the object is lost, and has this mask.
   */
  readonly earlier?: readonly (Mask | undefined)[];
  /** How the masks are cleaned up, by default not at all. Duplicates are removed from the result's detections. */
  readonly cleanUp?: Partial<CleanUp>;
  /** The form of `masks` in the result. Without one there is no `masks`. */
  readonly form?: F | undefined;
  /** Pixels by which the form `polygons` may differ from the mask's edge, by default 1. 0 = along the edges of the pixels. */
  readonly tolerance?: number;
}

export interface CallOptions {
  /** Rejects the call with the signal's reason. Work that has not begun is dropped. */
  readonly signal?: AbortSignal;
  /** Called a few times per second while the model is being downloaded. */
  readonly onProgress?: OnProgress;
}

export interface Result {
  /** The upright image. */
  readonly image: ImageSize;
  readonly detections: readonly Detection[];
  /** The model that ran, and the device that it really ran on. */
  readonly model: LoadedModel;
  readonly ms: StageTimes;
  /** Bytes that travelled to and from inference servers. Absent if the model ran on this machine. */
  readonly traffic?: Traffic;
}

export interface DetectResult extends Result {
  /** Whether all phrases shared a pass, or each had its own. */
  readonly phrases: PhrasesUsed;
  /** Words of the prompt, as typed, that the model does not know. It takes all of them for the same word. */
  readonly unknownWords: readonly string[];
  /** The parts of the image that were searched, in its pixels. Absent: all of it. */
  readonly seen?: readonly Bbox[];
}

/** How the mask of a detection continues its earlier one. */
export interface ContinuedMask extends Partial<Continuity> {
  /** The mask before the clean-up: what to pass as `earlier` with the next frame. */
  readonly mask: Mask;
}

export interface SegmentResult<F extends MaskForm = MaskForm> extends Result {
  /** Present if the request has a `form`. */
  readonly masks?: MaskForms[F];
  /** Of each detection, if the request has `earlier`. */
  readonly continuity?: readonly ContinuedMask[];
}
