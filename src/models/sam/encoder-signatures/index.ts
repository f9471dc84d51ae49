import { VisionError } from '../../../errors';
import type { EncoderSignature, Graph } from '../encoder-signature';
import { efficientSam } from './efficient-sam';
import { padded } from './padded';
import { squashed } from './squashed';
import { unprocessed } from './unprocessed';

/** First match wins, so the more demanding ones come first. */
const encoderSignatures: readonly EncoderSignature[] = [efficientSam, squashed, padded, unprocessed];

/** @throws VisionError `MODEL_UNSUPPORTED` */
export function encoderSignatureFor(graph: Graph): EncoderSignature {
  const found = encoderSignatures.find((signature) => signature.matches(graph));
  if (found) return found;
  const inputs = graph.inputs.map(({ name, type, dims }) => `${name} (${type} ${dims.join(' x ')})`);
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `No known SAM encoder takes ${inputs.join(', ')} and gives ${graph.outputs.map(({ name }) => name).join(', ')}`,
  );
}
