import type { DecoderSignature } from '../decoder-signature';
import { withCorners } from '../labelled-points';
import { candidatesFrom, readsOnly } from '../mask-candidates';
import { metaPoints, noMask } from '../meta-decoder';

const embeddings = ['image_embed', 'high_res_feats_0', 'high_res_feats_1'];

/** SAM 2 and 2.1 as exported by samexporter. */
export const samexporterSam2: DecoderSignature = {
  name: 'samexporter-sam2',

  matches: (decoderInputs) =>
    [...embeddings, 'point_coords', 'point_labels', 'mask_input', 'has_mask_input'].every((name) =>
      decoderInputs.includes(name),
    ),

  embeddings,

  // The graph has an axis for more prompts, but samexporter itself reads only the first.
  promptsPerRun: () => 1,

  // The graph adds the padding point itself, also to a box.
  promptFeeds: ([prompt], square, decoderInputs) => ({
    ...metaPoints(withCorners(prompt!, square)),
    ...noMask(decoderInputs),
  }),

  reads: readsOnly('masks', 'iou_predictions'),

  readCandidates: (outputs) => candidatesFrom(outputs, 'masks', 'iou_predictions'),
};
