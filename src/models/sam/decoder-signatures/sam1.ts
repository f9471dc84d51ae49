import type { DecoderSignature } from '../decoder-signature';
import { sam2 } from './sam2';

const embeddings = ['image_embeddings'];

/** SAM 1 as exported by `tools/export`: prompted like SAM 2, with the positional embeddings inside the decoder. */
export const sam1: DecoderSignature = {
  ...sam2,
  name: 'sam1',

  matches: (decoderInputs) =>
    ['input_points', 'input_labels', 'input_boxes', ...embeddings].every((name) => decoderInputs.includes(name)) &&
    !decoderInputs.includes('image_positional_embeddings'),

  embeddings,
};
