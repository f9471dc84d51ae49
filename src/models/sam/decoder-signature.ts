import type { ImageSize } from '../../contract';
import type { NamedTensors } from '../../tensor/tensor';
import type { TensorInfo } from '../session';
import type { EncoderSquare } from './encoder-square';
import type { SamPrompt } from './prompt';

/** One of the masks that a decoder outputs for a prompt. */
export interface MaskCandidate {
  /** `[height, width]`, row-major. Above 0 is object. */
  readonly logits: Float32Array;
  /** Size of the grid of logits. */
  readonly size: ImageSize;
  /** Whether the grid covers the image only. Otherwise it covers the encoder's square with its padding. */
  readonly coversImage?: boolean;
  /** IoU with the true mask, as the model predicts it. Not clamped: it may lie outside 0 to 1. */
  readonly predictedIou: number;
  /** Probability that the prompt shows an object, 0 to 1. Absent if the decoder does not output it. */
  readonly objectScore?: number;
}

/**
 * A known ONNX export of SAM decoders: how prompts go in and how masks come out.
 * A new export is a new file in `decoder-signatures/` plus a line in `decoder-signatures/index.ts`.
 */
export interface DecoderSignature {
  readonly name: string;
  /** Recognises the names of the decoder's inputs. File names do not identify an export. */
  matches(decoderInputs: readonly string[]): boolean;
  /** The encoder's outputs that the decoder takes as inputs of the same names, or the image if both are one graph. */
  readonly embeddings: readonly string[];
  /** The decoder takes no boxes: a box becomes a point, and the candidate whose bounds fit the box best is kept. */
  readonly boxesBecomePoints?: true;
  /** Why the decoder cannot take a prompt, as a predicate of "this model"; `undefined` if it can. */
  refusal?(prompt: SamPrompt): string | undefined;
  /** The square in whose pixels prompts and masks are, if it may differ from the encoder's. */
  square?(encoderSquare: EncoderSquare, decoderInputs: readonly TensorInfo[]): EncoderSquare;
  /** How many prompts with a box and points like this one fit into one run. */
  promptsPerRun(prompt: SamPrompt): number;
  /**
   * All inputs of the decoder except the embeddings.
   * @param prompts in pixels of the image; all with a box or all without, and each with the same number of points
   */
  promptFeeds(prompts: readonly SamPrompt[], square: EncoderSquare, decoderInputs: readonly TensorInfo[]): NamedTensors;
  /** The outputs that `readCandidates` reads, among the names of all outputs of the decoder. */
  reads(decoderOutputs: readonly string[]): readonly string[];
  /**
   * The candidates of each prompt, in the order of the prompts.
   * @throws VisionError `MODEL_UNSUPPORTED` for other outputs
   */
  readCandidates(outputs: NamedTensors): MaskCandidate[][];
}
