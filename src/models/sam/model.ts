import { VisionError } from '../../errors';
import type { PreprocessConfig } from '../preprocess';
import type { DecoderSignature } from './decoder-signature';
import { decoderSignatureFor } from './decoder-signatures';
import type { EncoderSignature, Graph } from './encoder-signature';
import { encoderSignatureFor } from './encoder-signatures';
import { CELL_PIXELS } from './encoder-square';

/** How to use the two graphs of a SAM model. Any encoder works with any decoder that takes its outputs. */
export interface SamModel {
  readonly encoder: EncoderSignature;
  readonly decoder: DecoderSignature;
  /** Side of the encoder's square, in pixels. */
  readonly side: number;
  readonly preprocess: PreprocessConfig;
}

/** @throws VisionError `MODEL_UNSUPPORTED` unless both graphs have known signatures that match each other */
export function samModel(encoder: Graph, decoder: Graph, preprocess: PreprocessConfig): SamModel {
  const decoderSignature = decoderSignatureFor(decoder.inputs.map(({ name }) => name));
  const { name, embeddings } = decoderSignature;
  const outputs = encoder.outputs.map((output) => output.name);
  if (!embeddings.every((embedding) => outputs.includes(embedding))) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `SAM encoder and decoder do not match: the ${name} decoder takes ${embeddings.join(', ')}, the encoder outputs ${outputs.join(', ')}`,
    );
  }
  return {
    encoder: encoderSignatureFor(encoder),
    decoder: decoderSignature,
    side: sideOf(encoder, decoder, preprocess),
    preprocess,
  };
}

/** The encoder's input height if it is fixed, else `size` of preprocessor_config.json, else from `image_embeddings`. */
function sideOf({ inputs: [image], outputs }: Graph, { inputs }: Graph, { size }: PreprocessConfig): number {
  const cells = [...outputs, ...inputs].find(({ name, dims }) => name === 'image_embeddings' && isNumber(dims[2]));
  const sides = [
    image!.dims.length === 4 ? image!.dims[2] : undefined,
    size?.height ?? size?.longest_edge,
    cells && Number(cells.dims[2]) * CELL_PIXELS,
  ];
  const side = sides.find(isNumber);
  if (side !== undefined) return side;
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    'Unknown input size of the SAM encoder: neither the graph nor preprocessor_config.json states it',
  );
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
