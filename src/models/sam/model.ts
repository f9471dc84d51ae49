import { VisionError } from '../../errors';
import type { PreprocessConfig } from '../preprocess';
import type { DecoderSignature } from './decoder-signature';
import { decoderSignatureFor } from './decoder-signatures';
import { type EncoderSignature, type Graph, imageOf } from './encoder-signature';
import { encoderSignatureFor } from './encoder-signatures';
import { CELL_PIXELS } from './encoder-square';

/** How to use the graphs of a SAM model. Any encoder works with any decoder that takes its outputs. */
export interface SamModel {
  readonly encoder: EncoderSignature;
  readonly decoder: DecoderSignature;
  /** Side of the encoder's square, in pixels. */
  readonly side: number;
  readonly preprocess: PreprocessConfig;
  /** Whether encoder and decoder are one graph, which takes the image in every run. */
  readonly isFused: boolean;
}

/**
 * @param decoder omitted if it is in the same graph as the encoder
 * @throws VisionError `MODEL_UNSUPPORTED` unless all graphs have known signatures that match each other
 */
export function samModel(encoder: Graph, decoder: Graph | undefined, preprocess: PreprocessConfig): SamModel {
  const isFused = decoder === undefined;
  const decoderSignature = decoderSignatureFor((decoder ?? encoder).inputs.map(({ name }) => name));
  const { name, embeddings } = decoderSignature;
  const outputs = (isFused ? encoder.inputs : encoder.outputs).map((tensor) => tensor.name);
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
    isFused,
  };
}

/** The encoder's input height if it is fixed, else `size` of preprocessor_config.json, else from `image_embeddings`. */
function sideOf(encoder: Graph, decoder: Graph | undefined, { size }: PreprocessConfig): number {
  const image = imageOf(encoder);
  const cells = [...encoder.outputs, ...(decoder?.inputs ?? [])].find(
    ({ name, dims }) => name === 'image_embeddings' && isNumber(dims[2]),
  );
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
