import { VisionError } from '../../errors';
import type { PreprocessConfig } from '../preprocess';
import type { DetectorFiles } from './detector';
import type { Tokenizer } from './tokenizer';

/** The used fields of a detector's `config.json`. Exports of the original repository have no such file. */
export interface DetectorConfig {
  readonly model_type?: string;
  readonly transformers_version?: string;
  readonly max_text_len?: number;
  readonly num_queries?: number;
  readonly num_feature_levels?: number;
  /** Written by `tools/export`. */
  readonly grounded_sam_export?: {
    /** Whether an image with fewer feature cells than queries just gets fewer queries. */
    readonly takes_any_shape?: boolean;
  };
}

/** @param tokenizer the opened tokenizer of the model folder */
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

const SEGMENTER = 'It segments: choose it in the sam node';
const OTHER_DETECTOR = 'Its text input or its boxes have another format';

/** Values of `model_type` that are not Grounding DINO, with the reason that users read. */
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
  detr: 'It detects a fixed list of classes',
  rt_detr: 'It detects a fixed list of classes',
  yolos: 'It detects a fixed list of classes',
  clip: 'It compares texts with images and outputs no boxes',
  florence2: 'It outputs text',
};

/**
 * Accepts any other `model_type`: `grounding-dino`, `mm-grounding-dino` (also LLMDet), none, or a custom one. The
 * signature of the graph decides later.
 * @throws VisionError `MODEL_UNSUPPORTED` for a model known to be of another kind, before it is opened
 */
export function refuseOtherFamily(modelType: string | undefined): void {
  const reason = otherFamilies[modelType ?? ''];
  if (reason === undefined) return;
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `Not a Grounding DINO model: its config.json has the model_type ${modelType}. ${reason}. This node takes Grounding DINO, MM-Grounding-DINO and LLMDet`,
  );
}
