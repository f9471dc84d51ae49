import type { ImageSize } from '../../contract';
import type { NamedTensors } from '../../tensor/tensor';
import type { TensorInfo } from '../session';
import type { EncoderSquare } from './encoder-square';
import type { SamPrompt } from './prompt';

/** One mask as a decoder gives it. */
export interface MaskCandidate {
  /** Row-major `[height, width]`; object where above 0. */
  readonly logits: Float32Array;
  /** Of the grid of logits. */
  readonly size: ImageSize;
  /** The grid lies over the image alone, not over the encoder's square with its padding. */
  readonly coversImage?: boolean;
  /** IoU with the true mask as the model predicts it. */
  readonly predictedIou: number;
}

/**
 * One way in which SAM decoders were exported to ONNX: how prompts go in and how masks come out.
 * A new export is a new file in `decoder-signatures/` plus a line in `decoder-signatures/index.ts`.
 */
export interface DecoderSignature {
  readonly name: string;
  /** Recognised by the names of the decoder's inputs, since file names say nothing. */
  matches(decoderInputs: readonly string[]): boolean;
  /** The encoder's outputs, by the names under which the decoder takes them. */
  readonly embeddings: readonly string[];
  /** The decoder knows no boxes: they become points, and the candidate whose bounds fit the box best is taken. */
  readonly boxesBecomePoints?: true;
  /** Why the decoder cannot be asked so, as it follows the model's name; `undefined` where it can. */
  refusal?(prompt: SamPrompt): string | undefined;
  /** How many prompts of this kind one run takes. */
  promptsPerRun(prompt: SamPrompt): number;
  /**
   * Everything the decoder takes besides the embeddings.
   * @param prompts all with a box or all without, and each with the same number of points
   */
  promptFeeds(prompts: readonly SamPrompt[], square: EncoderSquare, decoderInputs: readonly TensorInfo[]): NamedTensors;
  /** The decoder's candidates for each prompt, in order. */
  readCandidates(outputs: NamedTensors): MaskCandidate[][];
}
