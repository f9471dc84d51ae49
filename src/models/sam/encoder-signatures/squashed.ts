import { type EncoderSignature, takesPlanes } from '../encoder-signature';
import { squashToSquare } from '../encoder-square';

/** SAM 2 and later, by Hugging Face and samexporter. The encoder outputs feature maps of several sizes. */
export const squashed: EncoderSignature = {
  name: 'squashed',

  matches: (graph) =>
    takesPlanes(graph) && graph.outputs.some(({ name }) => ['image_embeddings.0', 'high_res_feats_0'].includes(name)),

  square: squashToSquare,

  layout: ({ content }, preprocess) => ({ size: content, normalise: preprocess }),
};
