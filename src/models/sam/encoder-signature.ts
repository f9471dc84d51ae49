import type { ImageSize } from '../../contract';
import type { PixelLayout, PreprocessConfig } from '../preprocess';
import type { Session, TensorInfo } from '../session';
import type { EncoderSquare } from './encoder-square';

/** Inputs and outputs of a graph, by which its signature is recognised. */
export type Graph = Pick<Session, 'inputs' | 'outputs'>;

/**
 * A known ONNX export of SAM encoders: how the image goes in. All have one input, under various names, unless the decoder is in
 * the same graph.
 * A new export is a new file in `encoder-signatures/` plus a line in `encoder-signatures/index.ts`.
 */
export interface EncoderSignature {
  readonly name: string;
  /** Recognises the shape of the input and the names of the outputs. */
  matches(graph: Graph): boolean;
  /**
   * How an image is placed into the encoder's square.
   * @param image size of the upright image, in pixels
   * @param side side of the square, in pixels
   */
  square(image: ImageSize, side: number): EncoderSquare;
  /** The encoder's input. */
  layout(square: EncoderSquare, preprocess: PreprocessConfig): PixelLayout;
}

/** The image input of a graph: its only one, or the one that is named `image`. */
export const imageOf = ({ inputs }: Graph): TensorInfo | undefined =>
  inputs.length === 1 ? inputs[0] : inputs.find(({ name }) => name === 'image');

/** Whether the only input of a graph is a float32 image `[batch, 3, height, width]`. */
export const takesPlanes = ({ inputs: [input, ...others] }: Graph): boolean =>
  others.length === 0 && input?.type === 'float32' && input.dims.length === 4 && input.dims[1] === 3;
