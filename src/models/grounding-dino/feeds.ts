import { VisionError } from '../../errors';
import { checkFinite, NotFiniteError } from '../../tensor/finite';
import type { NamedTensors, Tensor } from '../../tensor/tensor';
import type { PixelTensor } from '../preprocess';
import type { Session, TensorInfo } from '../session';
import type { Caption, PhraseSpan } from './caption';
import type { DetectorSignature, IntegerType, Pass } from './detector-signature';
import { nameAmong } from './signatures';
import type { Tokenizer } from './tokenizer';

/** Height and width of the image input of a graph, in pixels, or their names if the graph leaves them open. */
export function pixelSides(
  { inputs }: Pick<Session, 'inputs'>,
  { pixels, isPacked }: DetectorSignature,
): TensorInfo['dims'] {
  const { dims } = inputs.find(({ name }) => pixels.includes(name))!;
  return isPacked ? dims.slice(1, 3) : dims.slice(2);
}

/** Number of tokens of a caption, padding included, if the graph fixes it. */
export function textLength({ inputs }: Pick<Session, 'inputs'>): number | undefined {
  const length = inputs.find(({ name }) => name === 'input_ids')!.dims[1];
  return typeof length === 'number' ? length : undefined;
}

/**
 * All inputs of the graph, by name.
 * @param pixels as the signature takes them
 * @throws VisionError `MODEL_UNSUPPORTED` for an input of another type than int64 or bool
 */
export function feedsFor(
  session: Pick<Session, 'inputs'>,
  signature: DetectorSignature,
  pixels: PixelTensor,
  { ids }: Caption,
  tokenizer: Tokenizer,
): NamedTensors {
  const pass: Pass = {
    pixels,
    ids,
    length: textLength(session) ?? ids.length,
    padding: tokenizer.padding,
    separators: new Set([...tokenizer.start, ...tokenizer.end, ...tokenizer.separator]),
  };
  const feeds = session.inputs.map(({ name, type }): [string, Tensor] => {
    const toTensor = signature.inputs[name];
    return [name, toTensor ? toTensor(pass, integerType(name, type)) : pixels];
  });
  return Object.fromEntries(feeds);
}

/** The outputs of a graph that `readOutputs` reads. */
export const readsOf = ({ outputs }: Pick<Session, 'outputs'>, { logits, boxes }: DetectorSignature): string[] => {
  const names = outputs.map(({ name }) => name);
  return [nameAmong(names, logits), nameAmong(names, boxes)].filter((name) => name !== undefined);
};

/**
 * @param spans the columns of the logits that are read. Exports fill the others with -Infinity
 * @returns logits float32 `[1, queries, tokens]` and boxes float32 `[1, queries, 4]`
 * @throws VisionError `MODEL_UNSUPPORTED` for outputs of other names, types or shapes, NotFiniteError
 */
export function readOutputs(
  outputs: NamedTensors,
  signature: DetectorSignature,
  spans: readonly Pick<PhraseSpan, 'start' | 'end'>[],
): { logits: Tensor<'float32'>; boxes: Tensor<'float32'> } {
  const names = Object.keys(outputs);
  const logitsName = nameAmong(names, signature.logits) ?? '';
  const boxesName = nameAmong(names, signature.boxes) ?? '';
  const { [logitsName]: logits, [boxesName]: boxes } = outputs;
  if (logits?.type === 'float32' && boxes?.type === 'float32') {
    checkShapes(logitsName, logits.dims, boxesName, boxes.dims, spans);
    checkSpans(logitsName, logits as Tensor<'float32'>, spans);
    checkFinite(boxesName, boxes as Tensor<'float32'>);
    return { logits: logits as Tensor<'float32'>, boxes: boxes as Tensor<'float32'> };
  }
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `Unknown Grounding DINO outputs: expected float32 ${signature.logits[0]} and ${signature.boxes[0]}, got ${names.join(', ')}`,
  );
}

/** Exports pad the logits to 256 columns, or output one for each token of the text. */
function checkShapes(
  logitsName: string,
  logits: readonly number[],
  boxesName: string,
  boxes: readonly number[],
  spans: readonly Pick<PhraseSpan, 'end'>[],
): void {
  const [batch, queries = 0, tokens = 0] = logits;
  const needed = Math.max(...spans.map(({ end }) => end));
  if (logits.length === 3 && batch === 1 && tokens >= needed && boxes.join() === `1,${queries},4`) return;
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `Unknown Grounding DINO outputs: expected ${logitsName} of 1 x queries x at least ${needed} tokens and ${boxesName} of 1 x queries x 4, got ${logits.join(' x ')} and ${boxes.join(' x ')}`,
  );
}

/** -Infinity is the logit of a token that is masked. If every token is, no object could ever be found. */
function checkSpans(
  output: string,
  { data, dims }: Tensor<'float32'>,
  spans: readonly Pick<PhraseSpan, 'start' | 'end'>[],
): void {
  const [, queries = 0, tokens = 0] = dims;
  let highest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < queries * tokens; row += tokens) {
    for (const { start, end } of spans) {
      for (let at = row + start; at < row + end; at++) {
        const logit = data[at]!;
        if (Number.isNaN(logit)) throw new NotFiniteError(output);
        if (logit > highest) highest = logit;
      }
    }
  }
  if (queries > 0 && !Number.isFinite(highest)) throw new NotFiniteError(output);
}

function integerType(name: string, type: string): IntegerType {
  if (type === 'int64' || type === 'bool') return type;
  throw new VisionError('MODEL_UNSUPPORTED', `Model input ${name} must be int64 or bool, got ${type}`);
}
