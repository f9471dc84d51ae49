import type { DecoderSignature } from '../decoder-signature';
import { pointFeeds } from '../hugging-face-feeds';
import { labelledPoints } from '../labelled-points';
import { candidatesFrom, readsOnly } from '../mask-candidates';
import type { SamPrompt } from '../prompt';

const embeddings = ['image_embeddings', 'image_positional_embeddings'];

/**
 * SAM 1 as exported by Hugging Face, with points only: the main revision of `Xenova/sam-vit-base`, `slimsam-77-uniform`
 * and others. It ignores box corners, so a box is approximated: its centre is fed as a point, for which the decoder
 * outputs a part, the complete object and a size in between, and the candidate that fits the box best is kept.
 */
export const sam1Points: DecoderSignature = {
  name: 'sam1-points',

  matches: (decoderInputs) =>
    ['input_points', 'input_labels', ...embeddings].every((name) => decoderInputs.includes(name)) &&
    !decoderInputs.includes('input_boxes'),

  embeddings,

  boxesBecomePoints: true,

  promptsPerRun: () => 8,

  promptFeeds: (prompts, square) => pointFeeds(prompts.map((prompt) => labelledPoints(withCentre(prompt), square))),

  reads: readsOnly('pred_masks', 'iou_scores'),

  readCandidates: (outputs) => candidatesFrom(outputs, 'pred_masks', 'iou_scores'),
};

/** The points of a prompt, after the centre of its box. */
function withCentre({ box, points }: SamPrompt): SamPrompt['points'] {
  if (!box) return points;
  const [x, y, width, height] = box;
  return [{ x: x + width / 2, y: y + height / 2, label: 1 }, ...points];
}
