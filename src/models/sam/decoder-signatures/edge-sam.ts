import type { DecoderSignature } from '../decoder-signature';
import { withCorners, withPadding } from '../labelled-points';
import { candidatesFrom } from '../mask-candidates';
import { metaPoints, multimaskCandidates } from '../meta-decoder';

const inputs = ['image_embeddings', 'point_coords', 'point_labels'];

/** EdgeSAM. It outputs low-resolution masks only. */
export const edgeSam: DecoderSignature = {
  name: 'edge-sam',

  // Other decoders have these inputs too, among more.
  matches: (decoderInputs) =>
    inputs.every((name) => decoderInputs.includes(name)) && decoderInputs.length === inputs.length,

  embeddings: ['image_embeddings'],

  promptsPerRun: () => 1,

  promptFeeds([prompt], square) {
    const points = withCorners(prompt!, square);
    return metaPoints(prompt!.box ? points : withPadding(points));
  },

  readCandidates: (outputs) => multimaskCandidates(candidatesFrom(outputs, 'masks', 'scores')),
};
