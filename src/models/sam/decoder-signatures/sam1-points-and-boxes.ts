import type { DecoderSignature } from '../decoder-signature';
import { boxFeeds, pointFeeds } from '../hugging-face-feeds';
import { labelledPoints, withPadding } from '../labelled-points';
import { candidatesFrom, readsOnly } from '../mask-candidates';

const embeddings = ['image_embeddings', 'image_positional_embeddings'];

/**
 * SAM 1 as exported by Hugging Face, with boxes and points: the revision `points-and-boxes` of
 * `Xenova/slimsam-77-uniform`. The graph concatenates the points and the corners of each box, so it needs both.
 */
export const sam1PointsAndBoxes: DecoderSignature = {
  name: 'sam1-points-and-boxes',

  matches: (decoderInputs) =>
    ['input_points', 'input_labels', 'input_boxes', ...embeddings].every((name) => decoderInputs.includes(name)),

  embeddings,

  refusal: ({ box }) => (box ? undefined : 'takes points only together with boxes'),

  promptsPerRun: () => 8,

  promptFeeds(prompts, square) {
    const lists = prompts.map(({ points }) => labelledPoints(points, square));
    return {
      ...boxFeeds(prompts, square),
      ...pointFeeds(lists.map((list) => (list.labels.length > 0 ? list : withPadding(list)))),
    };
  },

  reads: readsOnly('pred_masks', 'iou_scores'),

  readCandidates: (outputs) => candidatesFrom(outputs, 'pred_masks', 'iou_scores'),
};
