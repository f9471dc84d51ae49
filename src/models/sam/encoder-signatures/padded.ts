import { pixelValues } from '../../preprocess';
import { type EncoderSignature, takesPlanes } from '../encoder-signature';
import { padToSquare } from '../encoder-square';

/** SAM 1 and what is made after it: by Hugging Face, MobileSAM, SAM-HQ and EdgeSAM without preprocessing in the graph. */
export const padded: EncoderSignature = {
  name: 'padded',

  matches: (graph) => takesPlanes(graph) && graph.outputs.some(({ name }) => name === 'image_embeddings'),

  square: padToSquare,

  pixels: (rgb, { content, side }, preprocess) => pixelValues(rgb, content, preprocess, { width: side, height: side }),
};
