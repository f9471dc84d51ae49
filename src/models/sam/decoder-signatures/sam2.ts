import { float32, int64 } from '../../../tensor/tensor';
import type { DecoderSignature } from '../decoder-signature';
import { boxFeeds, pointFeeds } from '../hugging-face-feeds';
import { labelledPoints } from '../labelled-points';
import { candidatesFrom, readsOnly } from '../mask-candidates';

const embeddings = ['image_embeddings.0', 'image_embeddings.1', 'image_embeddings.2'];

/** SAM 2, SAM 2.1, EdgeTAM and the tracker of SAM 3 as exported by Hugging Face. */
export const sam2: DecoderSignature = {
  name: 'sam2',

  matches: (decoderInputs) => ['input_boxes', ...embeddings].every((name) => decoderInputs.includes(name)),

  embeddings,

  // The decoder copies its high-resolution features for each prompt: several times 12 MB per prompt. It can only relate
  // points to a box if the run has one prompt.
  promptsPerRun: ({ box, points }) => (box && points.length > 0 ? 1 : 8),

  promptFeeds(prompts, square) {
    const hasPoints = prompts[0]!.points.length > 0;
    return {
      ...boxFeeds(prompts, square),
      ...(hasPoints
        ? pointFeeds(prompts.map(({ points }) => labelledPoints(points, square)))
        : // The graph requires point inputs even if there are only boxes. It ignores empty ones.
          { input_points: float32([1, 1, 0, 2], []), input_labels: int64([1, prompts.length, 0], []) }),
    };
  },

  reads: readsOnly('pred_masks', 'iou_scores', 'object_score_logits'),

  readCandidates: (outputs) => candidatesFrom(outputs, 'pred_masks', 'iou_scores', 'object_score_logits'),
};
