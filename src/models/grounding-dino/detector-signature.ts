import type { Tensor } from '../../tensor/tensor';
import type { PixelTensor } from '../preprocess';

/** The inputs of one run, as a signature converts them to tensors. */
export interface Pass {
  /** float32 `[1, 3, height, width]`; of a packed graph uint8 `[1, height, width, 3]` */
  readonly pixels: PixelTensor;
  /** Token ids of the caption with its special tokens, without padding. */
  readonly ids: readonly number[];
  /** Number of tokens that the graph is fed, padding included. */
  readonly length: number;
  /** Id of the padding token. */
  readonly padding: number;
  /** Ids that end a block of tokens that attend to each other. */
  readonly separators: ReadonlySet<number>;
}

/** Element types of all inputs except the image. */
export type IntegerType = 'int64' | 'bool';

/**
 * A known ONNX export of Grounding DINO: its inputs, and the names of its outputs.
 * A new export is a new file in `signatures/` plus a line in `signatures/index.ts`.
 */
export interface DetectorSignature {
  readonly name: string;
  /** Possible names of the image input. */
  readonly pixels: readonly string[];
  /** Whether the image is uint8 `[1, height, width, 3]`, which the graph normalises itself. */
  readonly isPacked?: true;
  /** All other inputs, by name. A graph may have only some of them, but no further ones. */
  readonly inputs: Readonly<Record<string, (pass: Pass, type: IntegerType) => Tensor>>;
  /** Inputs that every graph of this signature has. */
  readonly required: readonly string[];
  /** Possible names of the logits: float32 `[1, queries, tokens]`, before the sigmoid. */
  readonly logits: readonly string[];
  /** Possible names of the boxes: float32 `[1, queries, 4]`: centre x and y, width, height relative to the image. */
  readonly boxes: readonly string[];
  /** Whether every such export takes several phrases in one caption. If not set, it depends on the model. */
  readonly jointPrompts?: boolean;
}
