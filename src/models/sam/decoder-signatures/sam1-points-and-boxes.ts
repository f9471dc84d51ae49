import type { DecoderSignature } from '../decoder-signature';
import { boxFeeds, pointFeeds } from '../hugging-face-feeds';
import { labelledPoints, withPadding } from '../labelled-points';
import { candidatesFrom } from '../mask-candidates';

const embeddings = ['image_embeddings', 'image_positional_embeddings'];

/**
 * SAM 1 as exported by Hugging Face, with boxes and points: the revision `points-and-boxes` of
 * `Xenova/slimsam-77-uniform`. It joins the points of each box to it, so neither may be left out.
 */
export const sam1PointsAndBoxes: DecoderSignature = {
  name: 'sam1-points-and-boxes',

  matches: (decoderInputs) =>
    ['input_points', 'input_labels', 'input_boxes', ...embeddings].every((name) => decoderInputs.includes(name)),

  embeddings,

  refusal: ({ box }) => (box ? undefined : 'takes points only together with boxes'),

  promptsPerRun: () => 8,

  promptFeeds(prompts, square) {
    const points = prompts.map((prompt) => labelledPoints(prompt.points, square));
    return {
      ...boxFeeds(prompts, square),
      ...pointFeeds(points.map((own) => (own.labels.length > 0 ? own : withPadding(own)))),
    };
  },

  readCandidates: (outputs) => candidatesFrom(outputs, 'pred_masks', 'iou_scores'),
};
