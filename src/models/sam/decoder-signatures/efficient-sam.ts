import { float32, int64 } from '../../../tensor/tensor';
import type { DecoderSignature } from '../decoder-signature';
import { withCorners } from '../labelled-points';
import { candidatesFrom, readsOnly } from '../mask-candidates';

/** The graph silently truncates longer lists. */
const MAX_POINTS = 6;

/** EfficientSAM. Coordinates are in pixels of the image that its encoder was fed, which may have any size. */
export const efficientSam: DecoderSignature = {
  name: 'efficient-sam',

  matches: (decoderInputs) =>
    ['image_embeddings', 'batched_point_coords', 'batched_point_labels', 'orig_im_size'].every((name) =>
      decoderInputs.includes(name),
    ),

  embeddings: ['image_embeddings'],

  refusal({ box, points }) {
    if (points.some(({ label }) => label === 0)) return 'takes no background points (label 0)';
    return points.length + (box ? 2 : 0) > MAX_POINTS
      ? `takes at most ${MAX_POINTS} points, and a box counts as two`
      : undefined;
  },

  // The decoder outputs three masks of the encoder's size per prompt: up to 12 MB.
  promptsPerRun: () => 4,

  promptFeeds(prompts, square) {
    const points = prompts.map((prompt) => withCorners(prompt, square));
    const dims = [1, prompts.length, points[0]!.labels.length];
    return {
      batched_point_coords: float32(
        [...dims, 2],
        points.flatMap(({ coords }) => coords),
      ),
      batched_point_labels: float32(
        dims,
        points.flatMap(({ labels }) => labels),
      ),
      orig_im_size: int64([2], [square.content.height, square.content.width]),
    };
  },

  reads: readsOnly('output_masks', 'iou_predictions'),

  readCandidates: (outputs) => candidatesFrom(outputs, 'output_masks', 'iou_predictions'),
};
