import type { EncoderSignature } from '../encoder-signature';
import { padToSquare } from '../encoder-square';

/** SAM 1 and MobileSAM by samexporter's `--use-preprocess`: RGB from 0 to 255. The graph normalises and pads. */
export const unprocessed: EncoderSignature = {
  name: 'unprocessed',

  matches: ({ inputs: [input, ...others], outputs }) =>
    others.length === 0 &&
    input?.type === 'float32' &&
    input.dims.length === 3 &&
    input.dims[2] === 3 &&
    outputs.some(({ name }) => name === 'image_embeddings'),

  square: padToSquare,

  layout: ({ content }) => ({ size: content }),
};
