import type { DecoderSignature } from '../decoder-signature';
import { candidatesFrom, readsOnly } from '../mask-candidates';
import { sam1Boxes } from './sam1-boxes';
import { sam2 } from './sam2';

/** The graph encodes the image in every run, so a run has many prompts. */
const PROMPTS = 32;

/**
 * SAM 2 or SAM 1 with the encoder in the same graph, by `tools/export --serve`. It takes the image instead of embeddings, and
 * outputs the best candidate of each prompt only.
 */
export const fused: DecoderSignature = {
  ...sam2,
  name: 'fused',

  matches: (inputs) =>
    ['image', 'input_points', 'input_labels', 'input_boxes'].every((name) => inputs.includes(name)) &&
    !takesEmbeddings(inputs),

  embeddings: ['image'],

  promptsPerRun: (prompt) => (sam2.promptsPerRun(prompt) === 1 ? 1 : PROMPTS),

  reads: readsOnly('best_masks', 'iou_scores', 'object_score_logits'),

  readCandidates: (outputs) => candidatesFrom(outputs, 'best_masks', 'iou_scores', 'object_score_logits'),
};

/** The same with boxes only: Hugging Face's SAM 1 with boxes. */
export const fusedBoxes: DecoderSignature = {
  ...sam1Boxes,
  name: 'fused-boxes',

  matches: (inputs) =>
    ['image', 'input_boxes'].every((name) => inputs.includes(name)) &&
    !inputs.includes('input_points') &&
    !takesEmbeddings(inputs),

  embeddings: fused.embeddings,

  promptsPerRun: () => PROMPTS,

  reads: fused.reads,

  readCandidates: fused.readCandidates,
};

/** Whether a graph with these inputs has the encoder and the decoder of a SAM. */
export const isFused = (inputs: readonly string[]): boolean =>
  [fused, fusedBoxes].some((signature) => signature.matches(inputs));

const takesEmbeddings = (inputs: readonly string[]): boolean => inputs.some((name) => name.startsWith('image_'));
