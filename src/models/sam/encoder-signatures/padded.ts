import { type EncoderSignature, takesPlanes } from '../encoder-signature';
import { padToSquare } from '../encoder-square';

/** SAM 1 by Hugging Face and samexporter, MobileSAM, SAM-HQ, EdgeSAM and EfficientViT-SAM, without preprocessing in the graph. */
export const padded: EncoderSignature = {
  name: 'padded',

  matches: (graph) => takesPlanes(graph) && graph.outputs.some(({ name }) => name === 'image_embeddings'),

  square: padToSquare,

  layout: ({ content, side }, preprocess) => ({
    size: content,
    normalise: preprocess,
    padTo: { width: side, height: side },
  }),
};
