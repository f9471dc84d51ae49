import { VisionError } from '../../errors';
import type { PreprocessConfig } from '../preprocess';
import type { DecoderSignature } from './decoder-signature';
import { decoderSignatureFor } from './decoder-signatures';
import type { EncoderSignature, Graph } from './encoder-signature';
import { encoderSignatureFor } from './encoder-signatures';

/** How the two graphs of a SAM model want to be used. Any encoder goes with any decoder that takes what it gives. */
export interface SamModel {
  readonly encoder: EncoderSignature;
  readonly decoder: DecoderSignature;
  /** Side of the encoder's square, in pixels. */
  readonly side: number;
  readonly preprocess: PreprocessConfig;
}

/** SAM 1 and what is made after it divide their square into cells of so many pixels. */
const CELL_PIXELS = 16;

/** @throws VisionError `MODEL_UNSUPPORTED` unless both graphs are known and fit each other */
export function samModel(encoder: Graph, decoder: Graph, preprocess: PreprocessConfig): SamModel {
  const signature = decoderSignatureFor(decoder.inputs.map(({ name }) => name));
  const { name, embeddings } = signature;
  if (!embeddings.every((wanted) => encoder.outputs.some((output) => output.name === wanted))) {
    throw new VisionError(
      'MODEL_UNSUPPORTED',
      `The encoder does not fit its ${name} decoder, which takes ${embeddings.join(', ')}: it gives ${encoder.outputs.map((output) => output.name).join(', ')}`,
    );
  }
  const kind = encoderSignatureFor(encoder);
  return { encoder: kind, decoder: signature, side: sideOf(encoder, decoder, preprocess), preprocess };
}

/** Read from the graphs; from the folder's resize rule where they leave it open. */
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
    'Neither the encoder nor preprocessor_config.json says how large its input is',
  );
}

const isNumber = (value: unknown): value is number => typeof value === 'number';
