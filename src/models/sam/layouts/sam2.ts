import { float32, int64 } from '../../../tensor/tensor';
import { bestMaskPerPrompt } from '../best-masks';
import { boxInFrame, squashFrame } from '../frame';
import type { SamLayout } from '../layout';

const embeddings = ['image_embeddings.0', 'image_embeddings.1', 'image_embeddings.2'];

/** SAM 2, SAM 2.1 and EdgeTAM as exported by Hugging Face. */
export const sam2: SamLayout = {
  name: 'sam2',

  matches: (decoderInputs) => ['input_boxes', ...embeddings].every((name) => decoderInputs.includes(name)),

  frame: squashFrame,

  embeddings,

  promptFeeds(boxes, frame) {
    return {
      input_boxes: float32(
        [1, boxes.length, 4],
        boxes.flatMap((box) => boxInFrame(box, frame)),
      ),
      // The graph demands point inputs even for a pure box prompt; zero-length ones are ignored.
      input_points: float32([1, 1, 0, 2], []),
      input_labels: int64([1, boxes.length, 0], []),
    };
  },

  readMasks: bestMaskPerPrompt,
};
