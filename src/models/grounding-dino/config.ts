import { VisionError } from '../../errors';
import type { PreprocessConfig } from '../preprocess';
import type { DetectorFiles } from './detector';
import type { Tokenizer } from './tokenizer';

/** What is read of a detector's `config.json`, in Hugging Face's names. Exports of the original repository have none. */
export interface DetectorConfig {
  readonly model_type?: string;
  readonly transformers_version?: string;
  readonly max_text_len?: number;
  readonly num_queries?: number;
  readonly num_feature_levels?: number;
  /** Of exports by `tools/export`. */
  readonly grounded_sam_export?: {
    /** A picture with fewer places than queries gets fewer queries. */
    readonly takes_any_shape?: boolean;
  };
}

export function detectorFiles(
  config: DetectorConfig,
  preprocess: PreprocessConfig,
  tokenizer: Tokenizer,
): DetectorFiles {
  return {
    tokenizer,
    preprocess,
    maxTokens: config.max_text_len ?? 256,
    queries: config.grounded_sam_export?.takes_any_shape ? 1 : config.num_queries,
    levels: config.num_feature_levels,
    transformersVersion: config.transformers_version,
  };
}

const SEGMENTER = 'It cuts masks: choose it in the sam node';
const OTHER_DETECTOR = 'Its words or boxes work in another way';

/** Models that are mistaken for a Grounding DINO, and what to say about them. */
const otherFamilies: Readonly<Record<string, string>> = {
  sam: SEGMENTER,
  sam2: SEGMENTER,
  sam2_video: SEGMENTER,
  sam3: SEGMENTER,
  sam3_tracker: SEGMENTER,
  edgetam: SEGMENTER,
  edgetam_video: SEGMENTER,
  owlvit: OTHER_DETECTOR,
  owlv2: OTHER_DETECTOR,
  'omdet-turbo': OTHER_DETECTOR,
  detr: 'It knows a fixed list of classes',
  rt_detr: 'It knows a fixed list of classes',
  yolos: 'It knows a fixed list of classes',
  clip: 'It compares texts and images and finds no boxes',
  florence2: 'It writes text',
};

/**
 * Any other `model_type` is welcome: `grounding-dino`, `mm-grounding-dino` (LLMDet too), none, or one of somebody's own.
 * The graph's inputs decide.
 * @throws VisionError `MODEL_UNSUPPORTED` for a model that is known to be something else, before it is opened
 */
export function refuseOtherFamily(modelType: string | undefined): void {
  const reason = otherFamilies[modelType ?? ''];
  if (reason === undefined) return;
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `Its config.json says ${modelType}. ${reason}. This node takes Grounding DINO, MM-Grounding-DINO and LLMDet`,
  );
}
