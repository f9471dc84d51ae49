import type { ImageSize } from '../../contract';
import type { Tensor } from '../../tensor/tensor';
import type { PreprocessConfig } from '../preprocess';
import type { Session } from '../session';
import type { EncoderSquare } from './encoder-square';

/** What a graph takes and gives, by which it is recognised. */
export type Graph = Pick<Session, 'inputs' | 'outputs'>;

/**
 * One way in which SAM encoders were exported to ONNX: how their image goes in. They have one input, whatever its name.
 * A new one is a new file in `encoder-signatures/` plus a line in `encoder-signatures/index.ts`.
 */
export interface EncoderSignature {
  readonly name: string;
  /** Recognised by the shape of the input and the names of the outputs. */
  matches(graph: Graph): boolean;
  /** How the image is laid into the encoder's square. */
  square(image: ImageSize, side: number): EncoderSquare;
  /** @param rgb `[height, width, 3]` of the square's content */
  pixels(rgb: Uint8Array, square: EncoderSquare, preprocess: PreprocessConfig): Tensor<'float32'>;
}

/** One float32 image `[batch, 3, height, width]`. */
export const takesPlanes = ({ inputs: [input, ...others] }: Graph): boolean =>
  others.length === 0 && input?.type === 'float32' && input.dims.length === 4 && input.dims[1] === 3;
