import type { DecoderSignature } from '../decoder-signature';
import { boxFeeds } from '../hugging-face-feeds';
import { candidatesFrom, readsOnly } from '../mask-candidates';

const embeddings = ['image_embeddings', 'image_positional_embeddings'];

/** SAM 1 as exported by Hugging Face, with boxes only: the revision `boxes` of `Xenova/slimsam-77-uniform`. */
export const sam1Boxes: DecoderSignature = {
  name: 'sam1-boxes',

  matches: (decoderInputs) =>
    ['input_boxes', ...embeddings].every((name) => decoderInputs.includes(name)) &&
    !decoderInputs.includes('input_points'),

  embeddings,

  refusal: ({ points }) => (points.length > 0 ? 'takes boxes, not points' : undefined),

  promptsPerRun: () => 8,

  promptFeeds: boxFeeds,

  reads: readsOnly('pred_masks', 'iou_scores'),

  readCandidates: (outputs) => candidatesFrom(outputs, 'pred_masks', 'iou_scores'),
};
