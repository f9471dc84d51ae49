import { VisionError } from '../../errors';
import type { NamedTensors, Tensor } from '../../tensor/tensor';
import type { RawMask } from './layout';

/**
 * Of the guesses that a decoder makes for each prompt, the one it rates best.
 * @param outputs `pred_masks` float32 `[1, prompts, guesses, height, width]`, `iou_scores` float32 `[1, prompts, guesses]`
 */
export function bestMaskPerPrompt(outputs: NamedTensors): RawMask[] {
  const { pred_masks: masks, iou_scores: scores } = outputs as Record<string, Tensor<'float32'> | undefined>;
  if (masks?.type !== 'float32' || scores?.type !== 'float32' || masks.dims.length !== 5) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `This SAM decoder gives ${Object.keys(outputs).join(', ')}, not float32 pred_masks and iou_scores`,
    );
  }
  const [, prompts, guesses, height, width] = masks.dims as [number, number, number, number, number];
  const plane = height * width;
  return Array.from({ length: prompts }, (_, prompt) => {
    const ratings = scores.data.subarray(prompt * guesses, (prompt + 1) * guesses);
    const predictedIou = Math.max(...ratings);
    const start = (prompt * guesses + ratings.indexOf(predictedIou)) * plane;
    return { logits: masks.data.subarray(start, start + plane), size: { width, height }, predictedIou };
  });
}
