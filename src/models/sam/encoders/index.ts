import { VisionError } from '../../../errors';
import type { Graph, SamEncoder } from '../encoder';
import { efficientSam } from './efficient-sam';
import { padded } from './padded';
import { squashed } from './squashed';
import { unprocessed } from './unprocessed';

/** First match wins, so the more demanding ones come first. */
const encoders: readonly SamEncoder[] = [efficientSam, squashed, padded, unprocessed];

/** @throws VisionError `MODEL_UNSUPPORTED` */
export function encoderFor(graph: Graph): SamEncoder {
  const found = encoders.find((encoder) => encoder.matches(graph));
  if (found) return found;
  const inputs = graph.inputs.map(({ name, type, dims }) => `${name} (${type} ${dims.join(' x ')})`);
  throw new VisionError(
    'MODEL_UNSUPPORTED',
    `No known SAM encoder takes ${inputs.join(', ')} and gives ${graph.outputs.map(({ name }) => name).join(', ')}`,
  );
}
