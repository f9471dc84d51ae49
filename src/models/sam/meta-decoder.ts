import { float32, type NamedTensors } from '../../tensor/tensor';
import type { TensorInfo } from '../session';
import type { MaskCandidate } from './decoder-signature';
import type { EncoderSquare } from './encoder-square';
import { type LabelledPoints, withCorners, withPadding } from './labelled-points';
import { candidatesFrom, readsOnly } from './mask-candidates';
import type { SamPrompt } from './prompt';

/** The inputs of the decoder that Meta's `export_onnx_model.py` writes, without the embeddings. */
export const metaInputs = ['point_coords', 'point_labels', 'mask_input', 'has_mask_input', 'orig_im_size'];

/** Side of `mask_input`, in cells, if the graph leaves it open. */
const GRID = 256;

/** `point_coords` float32 `[1, points, 2]`, `point_labels` float32 `[1, points]`. */
export function metaPoints({ coords, labels }: LabelledPoints): NamedTensors {
  return { point_coords: float32([1, labels.length, 2], coords), point_labels: float32([1, labels.length], labels) };
}

/** No mask to refine: `mask_input` float32 `[1, 1, height, width]`, `has_mask_input` float32 `[1]`, both 0. */
export function noMask(decoderInputs: readonly TensorInfo[]): NamedTensors {
  const declared = decoderInputs.find(({ name }) => name === 'mask_input');
  const [height, width] = ([2, 3] as const).map((axis) => Number(declared?.dims[axis]) || GRID) as [number, number];
  return {
    mask_input: float32([1, 1, height, width], new Float32Array(height * width)),
    has_mask_input: float32([1], [0]),
  };
}

/** All of `metaInputs` for one prompt. */
export function metaFeeds(
  prompt: SamPrompt,
  square: EncoderSquare,
  decoderInputs: readonly TensorInfo[],
): NamedTensors {
  const points = withCorners(prompt, square);
  return {
    ...metaPoints(prompt.box ? points : withPadding(points)),
    ...noMask(decoderInputs),
    // The graph resizes its masks to this size. The content's saves memory, and the masks cover the image exactly.
    orig_im_size: float32([2], [square.content.height, square.content.width]),
  };
}

/** `masks` can have the size of the image, so they are not requested if there are smaller ones. */
export const metaReads = (outputs: readonly string[]): readonly string[] =>
  readsOnly(outputs.includes('low_res_masks') ? 'low_res_masks' : 'masks', 'iou_predictions')(outputs);

/** Reads `low_res_masks`, or else `masks`, which the graph has already cropped to the image. */
export function metaCandidates(outputs: NamedTensors): MaskCandidate[][] {
  const isLowRes = 'low_res_masks' in outputs;
  const all = multimaskCandidates(candidatesFrom(outputs, isLowRes ? 'low_res_masks' : 'masks', 'iou_predictions'));
  return isLowRes ? all : all.map((candidates) => candidates.map((candidate) => ({ ...candidate, coversImage: true })));
}

/**
 * Removes the first of four masks, which is meant for unambiguous prompts: only the ratings of the other three are
 * comparable. Hugging Face's exports do not output the first either.
 */
export const multimaskCandidates = (all: readonly MaskCandidate[][]): MaskCandidate[][] =>
  all.map((masks) => (masks.length === 4 ? masks.slice(1) : masks));
