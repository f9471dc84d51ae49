import { float32, int64, type NamedTensors } from '../../tensor/tensor';
import { boxInSquare, type EncoderSquare } from './encoder-square';
import type { LabelledPoints } from './labelled-points';
import type { SamPrompt } from './prompt';

/** `input_boxes` float32 `[1, boxes, 4]`: corners in pixels of the square; `[1, 0, 4]` if the prompts have no box. */
export function boxFeeds(prompts: readonly SamPrompt[], square: EncoderSquare): NamedTensors {
  const boxes = prompts.flatMap(({ box }) => (box ? [boxInSquare(box, square)] : []));
  return { input_boxes: float32([1, boxes.length, 4], boxes.flat()) };
}

/**
 * `input_points` float32 `[1, prompts, points, 2]`, `input_labels` int64 `[1, prompts, points]`.
 * @param prompts each with the same number of points
 */
export function pointFeeds(prompts: readonly LabelledPoints[]): NamedTensors {
  const labels = prompts.flatMap((prompt) => prompt.labels);
  const dims = [1, prompts.length, labels.length / prompts.length];
  return {
    input_points: float32(
      [...dims, 2],
      prompts.flatMap((prompt) => prompt.coords),
    ),
    input_labels: int64(dims, labels),
  };
}
