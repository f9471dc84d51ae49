import { VisionError } from '../../errors';
import type { NamedTensors, Tensor } from '../../tensor/tensor';
import type { Session, TensorInfo } from '../session';
import type { Caption } from './caption';
import type { DetectorSignature, IntegerType, Pass } from './detector-signature';
import { nameAmong } from './signatures';
import type { Tokenizer } from './tokenizer';

/** The input that takes the picture. */
export const pixelInput = ({ inputs }: Pick<Session, 'inputs'>, { pixels }: DetectorSignature): TensorInfo =>
  inputs.find(({ name }) => pixels.includes(name))!;

/** Tokens that one text may have, padding included: fixed by the graph, or up to `max_text_len`. */
export function textLength({ inputs }: Pick<Session, 'inputs'>): number | undefined {
  const length = inputs.find(({ name }) => name === 'input_ids')!.dims[1];
  return typeof length === 'number' ? length : undefined;
}

/** Everything that the graph takes, by name. */
export function feedsFor(
  session: Pick<Session, 'inputs'>,
  signature: DetectorSignature,
  pixels: Tensor<'float32'>,
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
    const make = signature.inputs[name];
    return [name, make ? make(pass, integerType(name, type)) : pixels];
  });
  return Object.fromEntries(feeds);
}

export function readOutputs(
  outputs: NamedTensors,
  signature: DetectorSignature,
): { logits: Tensor<'float32'>; boxes: Tensor<'float32'> } {
  const names = Object.keys(outputs);
  const logits = outputs[nameAmong(names, signature.logits) ?? ''];
  const boxes = outputs[nameAmong(names, signature.boxes) ?? ''];
  if (logits?.type === 'float32' && boxes?.type === 'float32') {
    return { logits: logits as Tensor<'float32'>, boxes: boxes as Tensor<'float32'> };
  }
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `This is not a Grounding DINO export of a known kind: it gives ${names.join(', ')}, not float32 ${signature.logits[0]} and ${signature.boxes[0]}`,
  );
}

function integerType(name: string, type: string): IntegerType {
  if (type === 'int64' || type === 'bool') return type;
  throw new VisionError('MODEL_UNSUPPORTED', `The model wants ${name} as ${type}; int64 and bool are supported`);
}
