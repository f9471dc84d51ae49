import type { DecoderSignature } from '../decoder-signature';
import { pointFeeds } from '../hugging-face-feeds';
import { labelledPoints } from '../labelled-points';
import { candidatesFrom } from '../mask-candidates';
import type { SamPrompt } from '../prompt';

const embeddings = ['image_embeddings', 'image_positional_embeddings'];

/**
 * SAM 1 as exported by Hugging Face, with points alone: the main revision of `Xenova/sam-vit-base`, `slimsam-77-uniform`
 * and others. It takes the corners of a box for nothing. An approximation: its candidates for the middle of the box are the
 * part, the whole and what is between, and the one that fits the box is taken.
 */
export const sam1Points: DecoderSignature = {
  name: 'sam1-points',

  matches: (decoderInputs) =>
    ['input_points', 'input_labels', ...embeddings].every((name) => decoderInputs.includes(name)) &&
    !decoderInputs.includes('input_boxes'),

  embeddings,

  boxesBecomePoints: true,

  promptsPerRun: () => 8,

  promptFeeds: (prompts, square) => pointFeeds(prompts.map((prompt) => labelledPoints(withMiddle(prompt), square))),

  readCandidates: (outputs) => candidatesFrom(outputs, 'pred_masks', 'iou_scores'),
};

function withMiddle({ box, points }: SamPrompt): SamPrompt['points'] {
  if (!box) return points;
  const [x, y, width, height] = box;
  return [{ x: x + width / 2, y: y + height / 2, label: 1 }, ...points];
}
