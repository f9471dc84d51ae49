import type { DecoderSignature } from '../decoder-signature';
import { CELL_PIXELS, padToSquare } from '../encoder-square';
import { withCorners, withPadding } from '../labelled-points';
import { candidatesFrom, readsOnly } from '../mask-candidates';
import { metaPoints, multimaskCandidates } from '../meta-decoder';

const inputs = ['image_embeddings', 'point_coords', 'point_labels'];

/**
 * EdgeSAM and EfficientViT-SAM, which output low-resolution masks only. Prompts are in pixels of a square with 16 pixels per
 * cell of `image_embeddings`, as in SAM 1. The encoder of EfficientViT-SAM l0 to l2 reads half as many.
 * Source: mit-han-lab/efficientvit, `applications/efficientvit_sam/deployment/onnx` and `run_efficientvit_sam_onnx.py`.
 */
export const edgeSam: DecoderSignature = {
  name: 'edge-sam',

  // Other decoders have these inputs too, among more.
  matches: (decoderInputs) =>
    inputs.every((name) => decoderInputs.includes(name)) && decoderInputs.length === inputs.length,

  embeddings: ['image_embeddings'],

  square(encoderSquare, decoderInputs) {
    const cells = decoderInputs.find(({ name }) => name === 'image_embeddings')?.dims[2];
    return typeof cells === 'number' ? padToSquare(encoderSquare.image, cells * CELL_PIXELS) : encoderSquare;
  },

  promptsPerRun: () => 1,

  promptFeeds([prompt], square) {
    const points = withCorners(prompt!, square);
    return metaPoints(prompt!.box ? points : withPadding(points));
  },

  reads: readsOnly('masks', 'scores', 'iou_predictions'),

  readCandidates: (outputs) =>
    multimaskCandidates(candidatesFrom(outputs, 'masks', 'scores' in outputs ? 'scores' : 'iou_predictions')),
};
