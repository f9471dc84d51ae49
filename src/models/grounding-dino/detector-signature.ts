import type { Tensor } from '../../tensor/tensor';

/** One pass as a graph is fed with it. */
export interface Pass {
  /** float32 `[1, 3, height, width]` */
  readonly pixels: Tensor<'float32'>;
  /** Of the text with its special tokens, without padding. */
  readonly ids: readonly number[];
  /** Tokens that the graph is fed, padding included. */
  readonly length: number;
  readonly padding: number;
  /** Ids that end a block of tokens which see each other. */
  readonly separators: ReadonlySet<number>;
}

/** Element types in which graphs take what is not pixels. */
export type IntegerType = 'int64' | 'bool';

/**
 * One way in which Grounding DINO was exported to ONNX: what it takes and what its outputs are called.
 * A new export is a new file in `signatures/` plus a line in `signatures/index.ts`.
 */
export interface DetectorSignature {
  readonly name: string;
  /** What the input that takes the picture is called. */
  readonly pixels: readonly string[];
  /** The other inputs, in the type that the graph asks for. A graph may lack some, but takes none but these. */
  readonly inputs: Readonly<Record<string, (pass: Pass, type: IntegerType) => Tensor>>;
  /** Without these inputs it is another export. */
  readonly required: readonly string[];
  /** float32 `[1, queries, tokens]`, before the sigmoid. */
  readonly logits: readonly string[];
  /** float32 `[1, queries, 4]`: centre x, centre y, width, height relative to the picture. */
  readonly boxes: readonly string[];
  /** Whether it takes several phrases in one text for certain; without it the model folder must tell. */
  readonly jointPrompts?: boolean;
}
