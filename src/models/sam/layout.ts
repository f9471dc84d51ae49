import type { Bbox, ImageSize } from '../../contract';
import type { NamedTensors } from '../../tensor/tensor';
import type { TensorInfo } from '../session';
import type { Frame } from './frame';

/** One mask as a decoder gives it. */
export interface RawMask {
  /** Row-major `[height, width]` over the whole square; object where above 0. */
  readonly logits: Float32Array;
  /** Of the grid of logits. */
  readonly size: ImageSize;
  /** IoU with the true mask as the model predicts it. */
  readonly predictedIou: number;
}

/**
 * One way in which SAM decoders were exported to ONNX: how prompts go in and how masks come out.
 * A new export is a new file in `layouts/` plus a line in `layouts/index.ts`.
 */
export interface SamLayout {
  readonly name: string;
  /** Recognised by the names of the decoder's inputs, since file names say nothing. */
  matches(decoderInputs: readonly string[]): boolean;
  /** How the encoder wants the image laid into its square. */
  frame(image: ImageSize, side: number): Frame;
  /** The encoder's outputs, by the names under which the decoder takes them. */
  readonly embeddings: readonly string[];
  /** Everything the decoder takes besides the embeddings. */
  promptFeeds(boxes: readonly Bbox[], frame: Frame, decoderInputs: readonly TensorInfo[]): NamedTensors;
  /** The mask with the highest predicted IoU, for each box in order. */
  readMasks(outputs: NamedTensors): RawMask[];
}
