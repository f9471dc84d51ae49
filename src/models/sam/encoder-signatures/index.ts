import { VisionError } from '../../../errors';
import type { EncoderSignature, Graph } from '../encoder-signature';
import { efficientSam } from './efficient-sam';
import { packed, packedContent } from './packed';
import { padded } from './padded';
import { squashed } from './squashed';
import { unprocessed } from './unprocessed';

/** The first match wins, so the more specific signatures come first. */
const encoderSignatures: readonly EncoderSignature[] = [
  efficientSam,
  squashed,
  padded,
  unprocessed,
  packed,
  packedContent,
];

/** @throws VisionError `MODEL_UNSUPPORTED` for a graph of no known signature */
export function encoderSignatureFor(graph: Graph): EncoderSignature {
  const known = encoderSignatures.find((signature) => signature.matches(graph));
  if (known) return known;
  const inputs = graph.inputs.map(({ name, type, dims }) => `${name} (${type} ${dims.join(' x ')})`).join(', ');
  const outputs = graph.outputs.map(({ name }) => name).join(', ');
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `Unknown SAM encoder: it has the inputs ${inputs} and the outputs ${outputs}`,
  );
}
