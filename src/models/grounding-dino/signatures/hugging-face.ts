import { integers, onesInt64 } from '../../../tensor/tensor';
import type { DetectorSignature } from '../detector-signature';
import { textInputs } from './text-inputs';

/** Grounding DINO, MM-Grounding-DINO and LLMDet as exported from transformers. The graph masks phrases itself. */
export const huggingFace: DetectorSignature = {
  name: 'hugging-face',
  pixels: ['pixel_values'],
  required: ['input_ids'],
  inputs: {
    ...textInputs,
    pixel_mask({ pixels }, type) {
      const [, , height, width] = pixels.dims as [number, number, number, number];
      // 640,000 elements in the published export, so the usual type is filled directly.
      if (type === 'int64') return onesInt64([1, height, width]);
      return integers(type, [1, height, width], new Uint8Array(height * width).fill(1));
    },
  },
  logits: ['logits'],
  boxes: ['pred_boxes'],
};
